// Follows the connection of this page's circuit. The framework reports each change to the dialog.
// A circuit the server no longer has cannot be regained: the page is loaded again, and all that counts is on disk. Only what
// is shown once is nowhere else: as long as it is on the page, the notice stands beside it and nothing is loaded unasked.
import { isHeld } from "../share/veil.js";

const dialog = document.getElementById("components-reconnect-modal");

dialog.addEventListener("components-reconnect-state-changed", ({ detail }) => {
  switch (detail.state) {
    case "show": open(); break;
    case "hide": dialog.close(); break;
    case "failed": document.addEventListener("visibilitychange", retryWhenSeen); break;
    case "rejected": loadAgain(); break;
  }
});

document.getElementById("components-reconnect-button").addEventListener("click", retry);
document.getElementById("load-again-button").addEventListener("click", () => location.reload());

// Escape would hide the words and leave a dead page behind them.
dialog.addEventListener("cancel", event => event.preventDefault());

function open() {
  if (!dialog.open) {
    isHeld() ? dialog.show() : dialog.showModal();
  }
}

function loadAgain() {
  if (!isHeld()) {
    location.reload();
    return;
  }

  dialog.classList.remove("components-reconnect-failed");
  dialog.classList.add("components-reconnect-rejected");
  open();
}

async function retry() {
  document.removeEventListener("visibilitychange", retryWhenSeen);
  try {
    // False: the server answered, but does not know this circuit any more.
    if (await Blazor.reconnect()) {
      dialog.close();
    } else {
      loadAgain();
    }
  } catch {
    document.addEventListener("visibilitychange", retryWhenSeen);
  }
}

async function retryWhenSeen() {
  if (document.visibilityState === "visible") {
    await retry();
  }
}
