// On a phone the navigation is a popover: following an entry closes it.
document.addEventListener("click", event => {
  if (event.target.closest?.("a[href]")) {
    event.target.closest("[popover]:popover-open")?.hidePopover();
  }
});
