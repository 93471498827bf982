// This browser as one of a holder's devices. The private key is made here, cannot be taken out (WebCrypto keeps it
// non-extractable), and lies in IndexedDB under its public key. Nothing else is kept in this browser: the key of a passkey is
// made anew each time.
import { heldPair } from "./passkey-key.js";
import { open, seal } from "./sealing.js";

export { letGo, usePasskey } from "./passkey-key.js";

const database = "key-ceremony-console";
const table = "devices";
const curve = { name: "ECDH", namedCurve: "P-256" };

// Makes a key pair, keeps it, and returns the public key (65 bytes) once it is known that it works.
export async function enrol() {
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  await navigator.storage?.persist?.(); // Asks the browser not to clear it when space is short.
  await within("readwrite", store => store.put(pair, hex(publicKey)));
  if (!await works(hex(publicKey))) {
    throw new Error("This browser does not keep keys.");
  }

  return publicKey;
}

// The first of these public keys whose private key is here and opens what is sealed to it; null when there is none.
export async function find(keys) {
  for (const key of keys) {
    if (await works(key)) {
      return key;
    }
  }

  return null;
}

export async function forget(key) {
  await within("readwrite", store => store.delete(key));
}

// Opens an envelope that was sealed to this browser, or to the passkey whose key is held.
export async function openHere(key, context, envelope) {
  return await open(await pairOf(key), context, envelope);
}

// A name to begin with: "Chrome on Windows".
export function suggestName() {
  const data = navigator.userAgentData;
  const browser = data?.brands.map(b => b.brand).find(b => /Chrome|Edge|Opera|Chromium/.test(b))
    ?? /Firefox|Edg|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? "A browser";
  const system = data?.platform || (/Windows|Android|iPhone|iPad|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "");
  return system ? `${browser} on ${system}` : browser;
}

async function works(key) {
  try {
    const probe = await seal(bytes(key), "probe", new Uint8Array([1]));
    return (await openHere(key, "probe", probe))[0] === 1;
  } catch {
    return false;
  }
}

async function pairOf(key) {
  const pair = heldPair(key) ?? await within("readonly", store => store.get(key));
  if (!pair) {
    throw new Error("The key is not in this browser.");
  }

  return pair;
}

function within(mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(table);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(table, mode, { durability: "strict" });
      const request = act(transaction.objectStore(table));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result);
      };
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    };
  });
}

const hex = data => Array.from(data, b => b.toString(16).padStart(2, "0")).join("");
const bytes = text => Uint8Array.from(text.match(/../g), pair => parseInt(pair, 16));
