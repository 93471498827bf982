const problem = "That is not the one-time password of this token. It has 28 letters and digits.";

// The token is the encoded one combined (XOR) with the password, byte by byte. It goes into the document and nowhere else.
export function decode(place, encoded) {
  const field = place.querySelector("[data-password]");
  const veiled = Uint8Array.from(atob(encoded), c => c.charCodeAt(0));
  const password = new TextEncoder().encode(field.value.trim());
  const token = password.length === veiled.length ? String.fromCharCode(...veiled.map((b, i) => b ^ password[i])) : "";
  const good = token.startsWith("hvs.") && /^[\x21-\x7e]+$/.test(token);
  password.fill(0);
  field.value = "";
  place.querySelector("[data-problem]").textContent = good ? "" : problem;
  const shown = place.querySelector("[data-token]");
  shown.textContent = good ? token : "";
  (good ? shown : field).focus();
}

export function wipe(place) {
  place?.querySelector("[data-token]")?.replaceChildren();
}
