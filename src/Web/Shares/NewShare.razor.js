// The new share comes in here, once and sealed to this device, and goes to where its holder keeps it.
import { letGo, openHere } from "../devices.js";
import { isShown, show as keep, wipe } from "../share/keep-share.js";
import { askToLeave } from "../share/veil.js";

export { wipe };

// Opens the envelope, which nobody but this device can, and shows what is in it, veiled.
export async function reveal(place, key, context, envelope) {
  const base64 = await openHere(key, context, envelope).finally(letGo);
  const share = Uint8Array.from(atob(new TextDecoder().decode(base64)), character => character.charCodeAt(0));
  base64.fill(0);
  await keep(place, share);
}

export function mayLeave() {
  return !isShown() || askToLeave("new share");
}
