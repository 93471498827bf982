// A share in a file that a passphrase opens: `age -d`, or any program that reads age files.
export const shortestPassphrase = 12;

/** What is wrong with a passphrase, or null. */
export function problemOfPassphrase(passphrase, repeated) {
  return passphrase.length < shortestPassphrase ? `Choose at least ${shortestPassphrase} characters; four or five random words are good.`
    : passphrase !== repeated ? "The two passphrases differ. Type them again."
    : null;
}

/**
 * The file, in ASCII armour. Worked out beside the page: deriving the key takes seconds on purpose, and takes the bytes along.
 * @param {Uint8Array} text UTF-8; empty afterwards.
 */
export async function encrypt(text, passphrase) {
  const worker = new Worker(new URL("./share-file.worker.js", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener("message", ({ data }) => (data.file ? resolve(data.file) : reject(new Error(data.problem))));
      worker.addEventListener("error", () => reject(new Error("the worker did not start")));
      worker.postMessage({ text, passphrase }, [text.buffer]);
    });
  } finally {
    worker.terminate();
  }
}

/** Hands a file over to the browser's downloads. */
export function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
