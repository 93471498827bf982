// Longer text is no share; the server refuses it as well.
const longest = 200;

// Empties the field and returns what stood in it as ASCII bytes, without the spaces between groups;
// null when it cannot be a share. The server tells base64 from hexadecimal.
export function take(field) {
  const text = field.value.replace(/[\s\u200B-\u200D\u2060]+/g, "");
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
