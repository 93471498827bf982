// The other side of the exchange, as the browser does it: the console's own sealing.js over npm @hpke/core.
// Lines in: "seal <public key> <context> <hex>" or "open <private key, JWK in base64> <context> <hex>". Lines out: hex, or "no".
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto; // Node 18 has none there.

const { seal, open } = await import(process.argv[2]);
const hex = bytes => Buffer.from(bytes).toString("hex");
const bytes = text => new Uint8Array(Buffer.from(text, "hex"));

async function keyPair(encoded) {
  const jwk = JSON.parse(Buffer.from(encoded, "base64"));
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { d, ...open } = jwk;
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", open, curve, true, []),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [act, key, context, data] = line.split(" ");
  try {
    console.log(hex(act === "seal" ? await seal(bytes(key), context, bytes(data)) : await open(await keyPair(key), context, bytes(data))));
  } catch {
    console.log("no");
  }
}
