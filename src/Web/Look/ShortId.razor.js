// One listener for every copy button. The status beside the button is empty in the markup, so it is ours to fill.
document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) {
    return;
  }

  const status = button.nextElementSibling;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    status.textContent = "Copied";
    button.toggleAttribute("data-copied", true);
  } catch {
    status.textContent = "The browser did not let us copy";
  }

  setTimeout(() => {
    status.textContent = "";
    button.toggleAttribute("data-copied", false);
  }, 2000);
});
