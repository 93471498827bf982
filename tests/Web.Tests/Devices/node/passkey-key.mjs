// The key that a passkey makes, with an authenticator that answers as it is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { beforeEach } from "node:test";
import { letGo, openHere, usePasskey } from "../../../../wwwroot-assets/devices.js";
import { heldPair } from "../../../../wwwroot-assets/passkey-key.js";
import { seal } from "../../../../wwwroot-assets/sealing.js";

// RFC 9180, appendix A.3.1: ikmR makes the recipient's key.
const { receiverPublic } = JSON.parse(readFileSync(new URL("../../../Envelopes.Tests/Hpke/vectors.json", import.meta.url))).suites.aes128;
const ikm = "668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550";
const bytes = hex => new Uint8Array(Buffer.from(hex, "hex"));

let output, asked, refusal;

Object.defineProperty(globalThis, "navigator", { value: { credentials: { get: async ({ publicKey }) => {
  asked = publicKey;
  if (refusal) {
    throw Object.assign(new Error("no"), { name: refusal });
  }

  return { id: "AQID", getClientExtensionResults: () => (output ? { prf: { results: { first: output.buffer } } } : {}) };
} } } });

beforeEach(() => {
  letGo();
  [output, refusal] = [bytes(ikm), null];
});

test("the key is the one that the RFC derives, and the output is wiped", async () => {
  assert.deepEqual(await usePasskey(["AQID"], null), { key: receiverPublic, passkey: "AQID" });
  assert.deepEqual(output, new Uint8Array(32));
});

test("the same output makes the same key again, another output another", async () => {
  const { key } = await usePasskey(["AQID"], null);
  output = bytes(ikm);
  assert.equal((await usePasskey(["AQID"], null)).key, key);
  output = new Uint8Array(32).fill(7);
  assert.notEqual((await usePasskey(["AQID"], null)).key, key);
});

test("what is sealed to it is opened while it is held, and not afterwards", async () => {
  const { key } = await usePasskey(["AQID"], null);
  const envelope = await seal(bytes(key), "for this", new Uint8Array([1, 2, 3]));

  assert.deepEqual(await openHere(key, "for this", envelope), new Uint8Array([1, 2, 3]));
  await assert.rejects(openHere(key, "for that", envelope));
  letGo();
  await assert.rejects(openHere(key, "for this", envelope));
});

test("the private key cannot be taken out", async () => {
  const { key } = await usePasskey(["AQID"], null);
  const { privateKey } = heldPair(key);

  assert.equal(privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", privateKey));
  assert.equal(heldPair("04"), null);
});

test("the owner is verified, one of the passkeys is asked for, and always with the same salt", async () => {
  await usePasskey(["AQID", "-_8"], "example.org");
  assert.equal(asked.userVerification, "required");
  assert.equal(asked.rpId, "example.org");
  assert.deepEqual(asked.allowCredentials.map(c => [...c.id]), [[1, 2, 3], [251, 255]]);
  assert.equal(new TextDecoder().decode(asked.extensions.prf.eval.first), "key-ceremony-console/device/1");
  await usePasskey(["AQID"], null);
  assert.equal(asked.rpId, undefined);
});

test("what stands in the way is told, and no older key stays", async () => {
  const { key } = await usePasskey(["AQID"], null);
  output = null;
  assert.deepEqual(await usePasskey(["AQID"], null), { problem: "no-prf" });
  assert.equal(heldPair(key), null);
  refusal = "NotAllowedError";
  assert.deepEqual(await usePasskey(["AQID"], null), { problem: "not-answered" });
  refusal = "SecurityError";
  assert.deepEqual(await usePasskey(["AQID"], null), { problem: "failed" });
});
