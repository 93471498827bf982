// A new share, in this browser only: its two forms and its QR code, veiled until their holder wants to look, and the ways
// to keep it. The document holds dots; the share is in it only while it is looked at, or printed.
import { copyForAMinute } from "./clipboard.js";
import { printCard } from "./share-card.js";
import { encrypt, problemOfPassphrase, save } from "./share-file.js";
import { drawQr } from "./share-qr.js";
import { canWrite, write } from "./share-text.js";
import { drawCells, veil } from "./veil.js";

let shown = null;

/**
 * Shows a share, veiled.
 * @param {HTMLElement} place KeepShare.razor, whose data attributes are the share's label.
 * @param {Uint8Array} share Taken over, and wiped at the end.
 */
export async function show(place, share) {
  wipe();
  const { set, generation, number } = place.dataset;
  const label = { set, generation: Number(generation), number: Number(number) };
  const groups = canWrite(share, label) ? await write(share, label) : null;
  shown = { place, share, label, groups, base64: ascii(btoa(String.fromCharCode(...share))), listeners: new AbortController() };
  part("in-groups").hidden = groups === null;
  listen(shown.listeners.signal);
  veil(place, draw, shown.listeners.signal);
}

/** Forgets the share: it was stored, or the page goes away. */
export function wipe() {
  if (shown) {
    shown.listeners.abort();
    [shown.share, shown.groups, shown.base64].forEach(bytes => bytes?.fill(0));
    ["groups", "share", "qr"].forEach(name => part(name).replaceChildren());
    shown = null;
  }
}

/** Whether a share is on the screen. */
export function isShown() {
  return shown !== null;
}

function listen(signal) {
  const on = (name, event, act) => part(name).addEventListener(event, act, { signal });
  on("copy-groups", "click", () => copyForAMinute(text(shown.groups), part("said"), signal));
  on("copy-share", "click", () => copyForAMinute(text(shown.base64), part("said"), signal));
  on("print", "click", () => printCard(part("card"), { groups: text(shown.groups), base64: text(shown.base64), qr: qr() }, signal));
  on("save", "click", () => openFile(part("file").hidden));
  on("file", "submit", event => {
    event.preventDefault();
    saveFile(signal);
  });
}

function part(name) {
  return shown.place.querySelector(`[data-${name}]`);
}

function ascii(characters) {
  return new TextEncoder().encode(characters);
}

function text(bytes) {
  return bytes ? new TextDecoder().decode(bytes) : "";
}

function draw(visible) {
  drawCells(part("groups"), shown.groups ?? new Uint8Array(), visible, { name: "share", step: 6, length: 5 }); // The dash between groups is not shown.
  drawCells(part("share"), shown.base64, visible, { name: "share" });
  part("qr").replaceChildren(...(visible ? [qr()] : []));
}

function qr() {
  return shown.groups ? drawQr(text(shown.groups), "QR code of your share") : drawQr(text(shown.base64), "QR code of your share", "Byte");
}

// ---- An encrypted file ---------------------------------------------------------------------------------------------

function openFile(open) {
  part("file").hidden = !open;
  part("save").setAttribute("aria-expanded", open);
  if (open) {
    part("passphrase").focus();
  }
}

async function saveFile(signal) {
  const [first, second] = [part("passphrase"), part("repeated")];
  const problem = problemOfPassphrase(first.value, second.value);
  part("file-problem").textContent = problem ?? "";
  first.setAttribute("aria-invalid", problem !== null);
  if (problem) {
    first.focus();
    return;
  }

  const passphrase = first.value;
  first.value = second.value = "";
  const { label, place } = shown;
  part("said").textContent = "Encrypting. This takes some seconds on purpose…";
  try {
    const file = await encrypt(ascii(contents()), passphrase);
    save(file, `share-${label.number}-of-set-${label.set.slice(0, 8)}.age`);
    tell("Handed to your downloads. Only the passphrase opens it; keep that somewhere else.");
  } catch {
    tell("The file could not be made. Print the share, or write it down.");
  }

  function tell(sentence) {
    if (!signal.aborted) {
      place.querySelector("[data-said]").textContent = sentence;
      openFile(false);
    }
  }
}

function contents() {
  const lines = [part("card").dataset.title, "", ...(shown.groups ? ["In groups:", text(shown.groups), ""] : []), "In base64:", text(shown.base64), ""];
  return lines.join("\n");
}
