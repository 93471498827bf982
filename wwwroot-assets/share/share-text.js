// A share as people keep it on paper. The form is described in src/Engine/Sharing/GroupedText.cs, its twin on the server;
// both are held to tests/Engine.Tests/Vectors/share-text.json. Nothing is corrected here, only read, or reported.
const domain = "key-ceremony-console/share/1";
const prefix = "KCS1";
const size = 5;
const dataSymbols = 4;
const mostGroups = 32;
const labelBits = 60;
const fewestChecksumBits = 24;
const shortest = 16;
const longest = 33;
const none = 0xff;

/** What may stand between symbols: white space of any kind, the invisible ones, and every dash. */
const separators = /[\s\u00ad\u180e\u200b-\u200d\u2060\ufeff\u002d\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;

/** The text without what may stand between symbols. */
export function withoutSeparators(text) {
  return [...text].filter(character => !separators.test(character)).join("");
}

/**
 * Whether a text is, or is meant to be, this form, and not hexadecimal or base64: longer than hexadecimal can be, or with
 * this form's beginning and in one case, which no share in base64 is over so many characters.
 */
export function isMeant(text) {
  const symbols = withoutSeparators(text);
  return symbols.length > 2 * longest
    || (symbols.slice(0, prefix.length).toUpperCase() === prefix && !(/[a-z]/.test(symbols) && /[A-Z]/.test(symbols)));
}

/** Whether a share and its label can be written in this form. */
export function canWrite(share, { generation, number }) {
  return share.length >= shortest && share.length <= longest && generation >= 1 && generation < 1 << 15 && number >= 1 && number <= 255;
}

/**
 * The ASCII bytes of a share with its label, in upper case and with dashes between the groups.
 * @param {Uint8Array} share 16 to 33 bytes.
 * @param {{set: string, generation: number, number: number}} label The set as eight hexadecimal digits or more.
 */
export async function write(share, label) {
  if (!canWrite(share, label)) {
    throw new RangeError("the share or its label cannot be written down in this form");
  }

  const groups = groupsOf(share.length);
  const data = new Uint8Array(groups * dataSymbols);
  const put = writer(data);
  for (const character of prefix) {
    put(symbolOf(character.charCodeAt(0)), 5);
  }

  const set = parseInt(label.set.slice(0, 8), 16);
  put(set >>> 16, 16);
  put(set & 0xffff, 16);
  put(label.generation, 15);
  put(label.number, 8);
  put(share.length - shortest, 5);
  share.forEach(byte => put(byte, 8));
  const sum = await checksum(share, set, label.generation, label.number);
  for (let left = checksumBits(share.length), at = 0; left > 0; left -= 8, at++) {
    const bits = Math.min(left, 8);
    put(sum[at] >> (8 - bits), bits);
  }

  const text = new Uint8Array(groups * (size + 1) - 1).fill(0x2d);
  for (let group = 0; group < groups; group++) {
    const symbols = data.subarray(group * dataSymbols, (group + 1) * dataSymbols);
    symbols.forEach((symbol, i) => { text[group * (size + 1) + i] = characterOf(symbol); });
    text[group * (size + 1) + dataSymbols] = characterOf(timesAlpha(valueOf(symbols)) ^ group);
  }

  data.fill(0);
  return text;
}

/**
 * The share in a text with its label, or what is wrong with it:
 * { share, set, generation, number } or { problem: { fault, groups, sentence } }.
 */
export async function read(text) {
  const typed = cut(text);
  const problem = problemOf(typed) ?? problemOfCount(typed);
  const found = problem ? { problem } : await open(typed.symbols);
  typed.symbols.fill(0);
  return found;
}

function groupsOf(length) {
  return 1 + Math.ceil((labelBits + 8 * length + fewestChecksumBits) / (5 * dataSymbols));
}

function checksumBits(length) {
  return (groupsOf(length) - 1) * 5 * dataSymbols - labelBits - 8 * length;
}

async function checksum(share, set, generation, number) {
  const label = [set >>> 24, (set >>> 16) & 0xff, (set >>> 8) & 0xff, set & 0xff, generation >> 8, generation & 0xff, number, share.length];
  const bytes = new Uint8Array([...new TextEncoder().encode(domain), ...label, ...share]);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  bytes.fill(0);
  return sum;
}

// ---- Symbols, without tables and branches, as in Base32.cs ----------------------------------------------------------

function timesAlpha(a) {
  return (a << 1) ^ (-(a >> 4) & 0b100101);
}

function valueOf(symbols) {
  return symbols.reduce((value, symbol) => timesAlpha(value) ^ symbol, 0);
}

function characterOf(symbol) {
  return 48 + symbol + (above(symbol, 9) & 7) - above(symbol, 17) - above(symbol, 19) - above(symbol, 21) - above(symbol, 26);
}

function symbolOf(code) {
  const upper = code - (within(code, 97, 122) & 32);
  const isDigit = within(upper, 48, 57);
  const isLetter = within(upper, 65, 90) & ~(is(upper, 73) | is(upper, 76) | is(upper, 79) | is(upper, 85));
  const letter = upper - 55 + above(upper, 73) + above(upper, 76) + above(upper, 79) + above(upper, 85);
  return ((isDigit & (upper - 48)) | (isLetter & letter) | ~(isDigit | isLetter)) & none;
}

function above(value, limit) {
  return (limit - value) >> 31;
}

function within(value, first, last) {
  return ~((value - first) >> 31) & ~((last - value) >> 31);
}

function is(value, other) {
  return within(value, other, other);
}

function writer(symbols) {
  let held = 0, bits = 0, at = 0;
  return (value, count) => {
    held = (held << count) | value;
    bits += count;
    while (bits >= 5) {
      bits -= 5;
      symbols[at++] = (held >>> bits) & 0x1f;
    }
  };
}

// Check symbols, every fifth, are passed over.
function reader(symbols) {
  let held = 0, bits = 0, at = prefix.length;
  return count => {
    while (bits < count) {
      held = (held << 5) | symbols[Math.floor(at / dataSymbols) * size + (at % dataSymbols)];
      bits += 5;
      at++;
    }

    bits -= count;
    return (held >>> bits) & ((1 << count) - 1);
  };
}

// ---- What was typed, and what is wrong with it, as in TypedGroups.cs -----------------------------------------------

function cut(text) {
  const parts = [];
  const symbols = [];
  let strange = null;
  let part = 0;
  for (const character of [...text, " "]) {
    if (separators.test(character)) {
      if (part > 0) {
        parts.push(part);
      }

      part = 0;
      continue;
    }

    const symbol = character.length === 1 ? symbolOf(character.charCodeAt(0)) : none;
    if (symbol === none) {
      strange ??= { at: symbols.length, character: character <= "\u007f" ? character.toUpperCase() : " " };
    }

    symbols.push(symbol);
    part++;
  }

  const whole = Math.floor(symbols.length / size);
  const tooLong = symbols.length > mostGroups * size;
  const values = tooLong ? [] : Array.from({ length: whole }, (_, group) => valueOf(symbols.slice(group * size, (group + 1) * size)));
  return { symbols: Uint8Array.from(symbols), parts, strange, whole, values, tooLong };
}

function problemOf({ symbols, parts, strange, whole, values, tooLong }) {
  if (tooLong || whole === 0) {
    return report("Foreign");
  }

  const odd = parts.findIndex(part => part !== size);
  if (parts.length > 1 && parts.filter(part => part !== size).length === 1 && parts[odd] % size !== 0) {
    return report("Length", [odd + 1], { length: parts[odd] });
  }

  if (strange) {
    return report("Character", [Math.floor(strange.at / size) + 1], strange);
  }

  if (values[0] === 0 && isPrefix(symbols, 3) && !isPrefix(symbols, 4)) {
    return report("Version");
  }

  const wrong = values.map((_, group) => group).filter(group => values[group] !== group);
  return wrong.length > 0 ? problemOfGroups(symbols, whole, values, wrong) : problemOfForm(symbols, whole);
}

function problemOfForm(symbols, whole) {
  return !isPrefix(symbols, 4) ? report("Mistyped", [1])
    : symbols.length % size !== 0 ? report("Shifted", [whole + 1])
    : whole < 4 ? report("Missing", [whole + 1])
    : null;
}

function problemOfGroups(symbols, whole, values, wrong) {
  const [first, second] = wrong;
  const shifted = by => values.slice(first).every((value, i) => value === first + i + by);
  const mayHave = groups => first < 4 || labelledGroups(symbols) === groups;
  return !isPrefix(symbols, 4) && 2 * wrong.length > whole && !shifted(1) ? report("Foreign")
    : symbols.length % size !== 0 ? report("Shifted", [first + 1])
    : shifted(1) && mayHave(whole + 1) ? report("Missing", [first + 1])
    : shifted(-1) && mayHave(whole - 1) ? report("Repeated", [first])
    : wrong.length === 2 && values[first] === second && values[second] === first ? report("Swapped", [first + 1, second + 1])
    : report("Mistyped", wrong.map(group => group + 1));
}

function problemOfCount({ symbols, whole }) {
  const groups = labelledGroups(symbols);
  return whole < groups ? report("Missing", [whole + 1])
    : whole > groups ? report("Surplus", [groups + 1])
    : null;
}

function labelledGroups(symbols) {
  const take = reader(symbols);
  [16, 16, 15, 8].forEach(take);
  return groupsOf(take(5) + shortest);
}

function isPrefix(symbols, length) {
  return [...prefix.slice(0, length)].every((character, i) => symbols[i] === symbolOf(character.charCodeAt(0)));
}

async function open(symbols) {
  const take = reader(symbols);
  const set = ((take(16) << 16) | take(16)) >>> 0;
  const [generation, number] = [take(15), take(8)];
  const length = take(5) + shortest;
  if (length > longest || generation === 0 || number === 0) {
    return { problem: report("Checksum") };
  }

  const share = Uint8Array.from({ length }, () => take(8));
  const sum = await checksum(share, set, generation, number);
  let differ = 0;
  for (let left = checksumBits(length), at = 0; left > 0; left -= 8, at++) {
    const bits = Math.min(left, 8);
    differ |= take(bits) ^ (sum[at] >> (8 - bits));
  }

  if (differ !== 0) {
    share.fill(0);
    return { problem: report("Checksum") };
  }

  return { share, set: set.toString(16).padStart(8, "0"), generation, number };
}

function report(fault, groups = [], { character = " ", length = 0 } = {}) {
  return { fault, groups, sentence: sentence(fault, groups, character, length) };
}

function sentence(fault, groups, character, length) {
  const compare = "Compare it with your card.";
  switch (fault) {
    case "Foreign": return "This is not a share as it stands on a card: that begins with KCS1 and has groups of five characters.";
    case "Version": return "This card is of a newer form than this console reads. Enter the line in base64 instead, which stands on it as well.";
    case "Character": return `Group ${groups[0]} ${strangeCharacter(character)}`;
    case "Length": return `Group ${groups[0]} has ${length} ${length === 1 ? "character" : "characters"} instead of five. ${compare}`;
    case "Shifted": return `A character is missing or too many in group ${groups[0]} or shortly before it. Compare them with your card.`;
    case "Missing": return `Group ${groups[0]} is missing.`;
    case "Repeated": return `Group ${groups[0]} stands there twice.`;
    case "Swapped": return `Groups ${groups[0]} and ${groups[1]} have changed places.`;
    case "Surplus": return `Something follows after group ${groups[0] - 1}, which is the last one of this share.`;
    case "Mistyped": return groups.length === 1
      ? `Group ${groups[0]} is mistyped. ${compare}`
      : `Groups ${groups.slice(0, -1).join(", ")} and ${groups.at(-1)} are mistyped. Compare them with your card.`;
    default: return "Each group fits by itself, but they do not fit together: groups of two cards were mixed, or several characters of a group are wrong. Compare all of them with your card.";
  }
}

function strangeCharacter(character) {
  switch (character) {
    case "O": return "has the letter O, which stands on no card. Look whether it is the digit 0.";
    case "I":
    case "L": return `has the letter ${character}, which stands on no card. Look whether it is the digit 1.`;
    case "U": return "has the letter U, which stands on no card. Look whether it is the letter V.";
    default: return "has a character that stands on no card. Compare it with your card.";
  }
}
