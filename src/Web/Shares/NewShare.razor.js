// The new share comes in here, once, and goes to where its holder keeps it.
import { isShown, show as keep, wipe } from "../share/keep-share.js";
import { askToLeave } from "../share/veil.js";

export { wipe };

export async function show(place, base64) {
  const share = Uint8Array.from(atob(new TextDecoder().decode(base64)), character => character.charCodeAt(0));
  base64.fill(0);
  await keep(place, share);
}

export function mayLeave() {
  return !isShown() || askToLeave("new share");
}
