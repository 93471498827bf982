// Envelopes: HPKE (RFC 9180), DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, on the browser's own cryptography.
// The encapsulated key (65 bytes) comes first, then the ciphertext. The server's side is src/Envelopes.
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "./vendor/hpke/hpke-core.js";

const info = new TextEncoder().encode("key-ceremony-console/share/1");
const keyLength = 65;
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

// Seals bytes to a public key, for one purpose, and wipes them.
export async function seal(publicKey, context, bytes) {
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
    const sender = await suite.createSenderContext({ recipientPublicKey, info });
    const ciphertext = await sender.seal(bytes, new TextEncoder().encode(context));
    const envelope = new Uint8Array(keyLength + ciphertext.byteLength);
    envelope.set(new Uint8Array(sender.enc));
    envelope.set(new Uint8Array(ciphertext), keyLength);
    return envelope;
  } finally {
    bytes.fill(0);
  }
}

// A key pair of 32 secret bytes, which are wiped: DeriveKeyPair of RFC 9180, section 7.1.3. The same bytes make the same pair.
export async function pairFrom(secret) {
  try {
    const { privateKey, publicKey } = await suite.kem.deriveKeyPair(secret);
    const d = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
    try {
      const curve = { name: "ECDH", namedCurve: "P-256" };
      return { publicKey, privateKey: await crypto.subtle.importKey("pkcs8", d, curve, false, ["deriveBits"]) };
    } finally {
      d.fill(0);
    }
  } finally {
    secret.fill(0);
  }
}

// Opens what was sealed to this key pair for the same purpose; throws when it was not.
export async function open(keyPair, context, envelope) {
  const recipient = await suite.createRecipientContext({ recipientKey: keyPair, enc: envelope.slice(0, keyLength), info });
  return new Uint8Array(await recipient.open(envelope.slice(keyLength), new TextEncoder().encode(context)));
}
