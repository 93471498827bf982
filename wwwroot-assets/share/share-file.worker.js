import { Encrypter, armor } from "../vendor/age-encryption/age.js";

addEventListener("message", async ({ data: { text, passphrase } }) => {
  try {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    postMessage({ file: armor.encode(await encrypter.encrypt(text)) });
  } catch (problem) {
    postMessage({ problem: String(problem) });
  } finally {
    text.fill(0);
  }
});
