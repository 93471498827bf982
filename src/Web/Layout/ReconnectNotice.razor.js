// Follows the connection of this page's circuit. The framework reports each change to the dialog.
// A circuit the server no longer has cannot be regained: the page is loaded again, and all that counts is on disk.

const dialog = document.getElementById("components-reconnect-modal");

dialog.addEventListener("components-reconnect-state-changed", ({ detail }) => {
  switch (detail.state) {
    case "show": open(); break;
    case "hide": dialog.close(); break;
    case "failed": document.addEventListener("visibilitychange", retryWhenSeen); break;
    case "rejected": location.reload(); break;
  }
});

document.getElementById("components-reconnect-button").addEventListener("click", retry);
document.getElementById("components-resume-button").addEventListener("click", resume);

// Escape would hide the words and leave a dead page behind them.
dialog.addEventListener("cancel", event => event.preventDefault());

function open() {
  if (!dialog.open) {
    dialog.showModal();
  }
}

async function retry() {
  document.removeEventListener("visibilitychange", retryWhenSeen);
  try {
    // False: the server answered, but does not know this circuit any more.
    if (await Blazor.reconnect() || await Blazor.resumeCircuit()) {
      dialog.close();
    } else {
      location.reload();
    }
  } catch {
    document.addEventListener("visibilitychange", retryWhenSeen);
  }
}

async function resume() {
  try {
    if (!await Blazor.resumeCircuit()) {
      location.reload();
    }
  } catch {
    dialog.classList.replace("components-reconnect-paused", "components-reconnect-resume-failed");
  }
}

async function retryWhenSeen() {
  if (document.visibilityState === "visible") {
    await retry();
  }
}
