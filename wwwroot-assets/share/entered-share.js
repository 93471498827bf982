// What somebody entered in a share field, looked at before anything of it is sent.
import { isMeant, read, withoutSeparators } from "./share-text.js";

/** The text as it is sent on: without what people put between characters. A dash is that only in groups. */
export function compact(text) {
  return isMeant(text) ? withoutSeparators(text) : text.replace(/[\s\u200B-\u200D\u2060]+/g, "");
}

/**
 * What is wrong with it, in a sentence that says which group; null when there is nothing to say about it here. Hexadecimal
 * and base64 carry nothing that could be looked at.
 * @param {string} text As typed.
 * @param {string?} set The id of the set that a share is asked of; null when one of any set will do.
 */
export async function problemOf(text, set) {
  if (!isMeant(text)) {
    return null;
  }

  const card = await read(text);
  card.share?.fill(0);
  return card.problem?.sentence ?? (set && !set.startsWith(card.set) ? otherSet(card, set) : null);
}

function otherSet({ set, generation, number }, asked) {
  return `This is share ${number} of set ${set}, generation ${generation}. Here a share of set ${asked.slice(0, 8)} is asked for.`;
}
