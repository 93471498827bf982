// The new share, in this browser only. The page shows dots; the text is in the document only while it is looked at.
const group = 4;
const clipboardMinute = 60_000;

let bytes = null;
let place = null;
let listeners = null;
let what = "";

// What is shown is a new share, unless its owner says otherwise.
export function show(element, ascii, name = "new share") {
  wipe();
  bytes = ascii;
  what = name;
  place = element;
  listeners = new AbortController();
  const { signal } = listeners;
  const hold = part("hold");
  for (const event of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
    hold.addEventListener(event, veilUnlessKept, { signal });
  }

  hold.addEventListener("pointerdown", look, { signal });
  hold.addEventListener("contextmenu", event => event.preventDefault(), { signal });
  hold.addEventListener("keydown", event => (event.key === " " || event.key === "Enter") && look(), { signal });
  hold.addEventListener("keyup", veilUnlessKept, { signal });
  part("keep").addEventListener("click", () => keep(!kept()), { signal });
  part("copy-share").addEventListener("click", copy, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && keep(false), { signal });
  addEventListener("beforeunload", event => event.preventDefault(), { signal });
  veil();
  part("hold").focus();
}

// Forgets the share: it was stored, or the page goes away.
export function wipe() {
  listeners?.abort();
  bytes?.fill(0);
  place?.querySelector("[data-share]")?.replaceChildren();
  bytes = place = listeners = null;
}

export function mayLeave() {
  return bytes === null || confirm(`Your ${what} is on this page and is shown only once. Leave without having stored it?`);
}

function part(name) {
  return place.querySelector(`[data-${name}]`);
}

function kept() {
  return part("keep").getAttribute("aria-pressed") === "true";
}

function keep(visible) {
  part("keep").setAttribute("aria-pressed", visible);
  part("keep").textContent = visible ? "Veil it again" : "Keep it visible";
  visible ? look() : veil();
}

function veilUnlessKept() {
  if (!kept()) {
    veil();
  }
}

function look() {
  write(at => String.fromCharCode(bytes[at]));
  part("share").removeAttribute("aria-label");
  part("share").removeAttribute("role");
}

function veil() {
  write(() => "•");
  part("share").setAttribute("role", "img");
  part("share").setAttribute("aria-label", `Your ${what}, veiled`);
}

function write(character) {
  const groups = [];
  for (let start = 0; start < bytes.length; start += group) {
    const span = document.createElement("span");
    for (let at = start; at < Math.min(start + group, bytes.length); at++) {
      span.textContent += character(at);
    }

    groups.push(span);
  }

  part("share").replaceChildren(...groups);
}

async function copy() {
  const said = part("said");
  try {
    await navigator.clipboard.writeText(new TextDecoder().decode(bytes));
    said.textContent = "Copied. Paste it where you keep it, now.";
    setTimeout(empty, clipboardMinute);
  } catch {
    said.textContent = "The browser did not let us copy. Write it down, or type it over.";
  }
}

// Only a page in front may write the clipboard: otherwise when it is back there.
function empty() {
  if (document.hasFocus()) {
    navigator.clipboard.writeText("").catch(() => {});
  } else {
    addEventListener("focus", empty, { once: true });
  }
}
