// The one-time password, in this browser only.
import { copyForAMinute } from "../share/clipboard.js";
import { askToLeave, drawCells, veil } from "../share/veil.js";

const name = "one-time password";

let shown = null;

export function show(place, ascii) {
  wipe();
  const listeners = new AbortController();
  shown = { place, ascii, listeners };
  veil(place, visible => drawCells(place.querySelector("[data-share]"), ascii, visible, { name }), listeners.signal);
  place.querySelector("[data-copy-share]").addEventListener(
    "click", () => copyForAMinute(new TextDecoder().decode(ascii), place.querySelector("[data-said]"), listeners.signal), { signal: listeners.signal });
}

export function wipe() {
  shown?.listeners.abort();
  shown?.ascii.fill(0);
  shown?.place.querySelector("[data-share]")?.replaceChildren();
  shown = null;
}

export function mayLeave() {
  return shown === null || askToLeave(name);
}
