import { seal } from "../sealing.js";
import { compact, problemOf } from "../share/entered-share.js";
import { stopScan } from "../share/scan-share.js";

export { scan } from "../share/scan-share.js";

// Longer text is no share; the server refuses it as well.
const longest = 200;

// What can be said against what stands in the field without sending it: a mistyped group, another set. Null when nothing.
export function problem(field, set) {
  return problemOf(field.value, set);
}

// Empties the field and returns what stood in it, sealed to the key that was made for this click;
// null when it cannot be a share. The server tells the forms from each other.
export async function take(field, publicKey, context) {
  stopScan();
  const bytes = read(field);
  return bytes && await seal(publicKey, context, bytes);
}

// ASCII bytes, without what people put between characters.
function read(field) {
  const text = compact(field.value);
  field.value = "";
  hide(field);
  return text.length <= longest && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? new TextEncoder().encode(text) : null;
}

// Shows what was typed, or hides it again.
export function toggle(field) {
  if (field.type === "password") {
    field.type = "text";
    label(field, "Hide", "true");
  } else {
    hide(field);
  }
}

function hide(field) {
  field.type = "password";
  label(field, "Show", "false");
}

function label(field, text, pressed) {
  const button = field.parentElement.querySelector("[data-share-toggle]");
  button.textContent = text;
  button.setAttribute("aria-pressed", pressed);
}
