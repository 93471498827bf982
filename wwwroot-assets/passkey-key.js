// The key pair that a passkey makes by its PRF extension (WebAuthn level 3, section 10.1.4): the same in every browser that has
// the passkey, and kept in none. It is held here from the moment its owner touches the passkey until what it is for is done.
import { pairFrom } from "./sealing.js";

// Part of what the authenticator makes its output of. Another text would be another key: it must never change.
const salt = new TextEncoder().encode("key-ceremony-console/device/1");
const longest = 60_000; // Milliseconds. What it is for takes seconds.

let held = null;
let ending = null;

// Asks for one of these passkeys (base64url), bound to this domain or to the page's host. Holds the key pair it makes, and says
// which public key (hexadecimal) and which passkey it is; or what stood in the way.
export async function usePasskey(passkeys, domain) {
  letGo();
  try {
    const answer = await navigator.credentials.get({ publicKey: question(passkeys, domain) });
    const output = answer.getClientExtensionResults().prf?.results?.first;
    if (!output) {
      return { problem: "no-prf" };
    }

    const pair = await pairFrom(new Uint8Array(output));
    const key = hex(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    held = { key, pair };
    ending = setTimeout(letGo, longest);
    return { key, passkey: answer.id };
  } catch (problem) {
    return { problem: problem.name === "NotAllowedError" || problem.name === "AbortError" ? "not-answered" : "failed" };
  }
}

// The pair of this public key, while it is held.
export const heldPair = key => held?.key === key ? held.pair : null;

export function letGo() {
  clearTimeout(ending);
  held = null;
}

// Nobody checks the signature, so nobody needs to know the challenge: the output alone is wanted, and it never leaves this page.
function question(passkeys, domain) {
  return {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    rpId: domain ?? undefined,
    allowCredentials: passkeys.map(id => ({ type: "public-key", id: bytes(id) })),
    timeout: 180_000, // Milliseconds, and less than the server waits.
    userVerification: "required", // The output differs with and without it.
    extensions: { prf: { eval: { first: salt } } },
  };
}

const hex = data => Array.from(data, b => b.toString(16).padStart(2, "0")).join("");
const bytes = base64url => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), character => character.charCodeAt(0));
