// Something secret on the screen: veiled, seen while a button is held, or until it is veiled again.

let held = 0;

/** Whether something is on the page that it shows once. */
export function isHeld() {
  return held > 0;
}

/**
 * @param {HTMLElement} place Has two buttons, data-hold and data-keep.
 * @param {(visible: boolean) => void} draw Puts the secret into the document, or dots in its place.
 * @param {AbortSignal} signal Ends it.
 */
export function veil(place, draw, signal) {
  const [hold, keep] = ["hold", "keep"].map(name => place.querySelector(`[data-${name}]`));
  const isKept = () => keep.getAttribute("aria-pressed") === "true";
  const setKept = kept => {
    keep.setAttribute("aria-pressed", kept);
    keep.textContent = kept ? "Veil it again" : "Keep it visible";
    draw(kept);
  };
  const letGo = () => isKept() || draw(false);

  for (const event of ["pointerup", "pointercancel", "pointerleave", "blur", "keyup"]) {
    hold.addEventListener(event, letGo, { signal });
  }

  hold.addEventListener("pointerdown", () => draw(true), { signal });
  hold.addEventListener("contextmenu", event => event.preventDefault(), { signal });
  hold.addEventListener("keydown", event => (event.key === " " || event.key === "Enter") && draw(true), { signal });
  keep.addEventListener("click", () => setKept(!isKept()), { signal });
  document.addEventListener("visibilitychange", () => document.hidden && setKept(false), { signal });
  addEventListener("beforeunload", event => event.preventDefault(), { signal });
  held++;
  signal.addEventListener("abort", () => held--, { once: true });
  draw(false);
  hold.focus();
}

/**
 * Characters, or dots, in cells that wrap; a veiled element is an image to a screen reader.
 * @param {HTMLElement} element Takes the cells.
 * @param {Uint8Array} bytes ASCII.
 * @param {boolean} visible Whether the characters are shown.
 * @param {{name: string, step?: number, length?: number}} form What it is, and how long its cells are; between them, what is not shown.
 */
export function drawCells(element, bytes, visible, { name, step = 4, length = step }) {
  element.replaceChildren(...Array.from({ length: Math.ceil(bytes.length / step) }, (_, cell) => {
    const span = document.createElement("span");
    span.textContent = Array.from(bytes.subarray(cell * step, cell * step + length), code => (visible ? String.fromCharCode(code) : "\u2022")).join("");
    return span;
  }));
  if (visible) {
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
  } else {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `Your ${name}, veiled`);
  }
}

/** Asks whether the page may be left while it shows something once. */
export function askToLeave(name) {
  return confirm(`Your ${name} is on this page and is shown only once. Leave without having stored it?`);
}
