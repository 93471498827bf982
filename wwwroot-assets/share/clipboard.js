// A secret in the clipboard, for a minute that is counted down where its owner sees it.
const minute = 60;

/**
 * Copies, and empties the clipboard when the time is over, or at once on request.
 * @param {string} text What is copied.
 * @param {HTMLElement} said A status region, where it is told.
 * @param {AbortSignal} signal Ends the telling; the clipboard is emptied all the same.
 */
export async function copyForAMinute(text, said, signal) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    said.textContent = "The browser did not let us copy. Print it, save it, or write it down.";
    return;
  }

  current?.stop();
  current = countDown(text, said, signal);
}

let current = null;

function countDown(text, said, signal) {
  let left = minute;
  const status = document.createElement("span");
  const clock = document.createElement("span");
  const now = document.createElement("button");
  clock.setAttribute("aria-hidden", "true"); // Sixty announcements would be noise.
  now.type = "button";
  now.className = "button button-quiet";
  now.textContent = "Empty it now";
  status.textContent = "Copied: other programs can read it now. Paste it where you keep it. We empty the clipboard in a minute.";
  said.replaceChildren(status, clock, now);
  const tick = () => { clock.textContent = ` ${left} s left. `; };
  const timer = setInterval(() => (--left > 0 ? tick() : end()), 1000);
  const stop = () => clearInterval(timer);
  const end = async () => {
    stop();
    const sentence = await empty(text);
    if (!signal.aborted) {
      said.textContent = sentence;
    }
  };

  now.addEventListener("click", end);
  tick();
  return { stop };
}

// Only a page in front may touch the clipboard: otherwise when it is back there.
async function empty(text) {
  if (!document.hasFocus()) {
    await new Promise(resolve => addEventListener("focus", resolve, { once: true }));
  }

  try {
    if (await holdsSomethingElse(text)) {
      return "The clipboard holds something else by now, so we left it alone.";
    }

    await navigator.clipboard.writeText("");
    return "The clipboard is empty again.";
  } catch {
    return "The browser did not let us empty the clipboard. Copy something else.";
  }
}

// Looked at only where that has been allowed before: nobody is asked for it.
async function holdsSomethingElse(text) {
  try {
    const { state } = await navigator.permissions.query({ name: "clipboard-read" });
    return state === "granted" && await navigator.clipboard.readText() !== text;
  } catch {
    return false;
  }
}
