// The browser's reading and writing of shares in groups, against the vectors that the server's is held to, and against slips.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isMeant, read, write } from "../../../../wwwroot-assets/share/share-text.js";

globalThis.crypto ??= webcrypto; // Node 18 has none there.

const vectors = JSON.parse(readFileSync(new URL("../../../Engine.Tests/Vectors/share-text.json", import.meta.url)));
const symbols = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
const { text, share } = vectors.written[0];

test("the vectors are written and read", async () => {
  for (const v of vectors.written) {
    assert.equal(Buffer.from(await write(Buffer.from(v.share, "hex"), v)).toString("ascii"), v.text, v.name);
    const { share, set, generation, number } = await read(v.text);
    assert.deepEqual([Buffer.from(share).toString("hex"), set, generation, number], [v.share, v.set, v.generation, v.number], v.name);
  }

  for (const v of vectors.read) {
    assert.equal(Buffer.from((await read(v.text)).share).toString("hex"), v.share, v.name);
  }
});

test("what is wrong in the vectors is said as the server says it", async () => {
  for (const v of vectors.wrong) {
    assert.deepEqual((await read(v.text)).problem, { fault: v.fault, groups: v.groups, sentence: v.sentence }, v.name);
  }
});

test("invisible characters and dashes of every kind are passed over", async () => {
  for (const between of ["\u00a0", "\u2013", "\u2014", "\u2011", "\u200b", "\u00ad", "\ufeff", "\u2212", "\r\n"]) {
    assert.equal(Buffer.from((await read(text.replaceAll("-", between))).share).toString("hex"), share);
  }
});

test("every wrong character is found and its group named", async () => {
  for (let at = 0; at < text.length; at++) {
    for (const wrong of text[at] === "-" ? [] : symbols.filter(s => s !== text[at])) {
      const { fault, groups } = (await read(text.slice(0, at) + wrong + text.slice(at + 1))).problem;
      assert.deepEqual([fault, groups], ["Mistyped", [Math.floor(at / 6) + 1]], `${wrong} at ${at}`);
    }
  }
});

test("every character that stands on no card is reported, not replaced", async () => {
  for (let at = 0; at < text.length; at++) {
    for (const wrong of text[at] === "-" ? [] : "ILOUilou.äИ😀") {
      const { fault, groups } = (await read(text.slice(0, at) + wrong + text.slice(at + 1))).problem;
      assert.equal(fault, "Character", `${wrong} at ${at}`);
      assert.equal(groups[0], Math.floor(at / 6) + 1);
    }
  }
});

test("every two neighbours that changed places are found and their groups named", async () => {
  const flat = text.replaceAll("-", "");
  for (let at = 0; at < flat.length - 1; at++) {
    if (flat[at] !== flat[at + 1]) {
      const { groups } = (await read(flat.slice(0, at) + flat[at + 1] + flat[at] + flat.slice(at + 2))).problem;
      assert.deepEqual(groups, [...new Set([Math.floor(at / 5) + 1, Math.floor((at + 1) / 5) + 1])], `at ${at}`);
    }
  }
});

test("every group left out, typed twice or out of its place is named", async () => {
  const groups = text.split("-");
  for (let at = 0; at < groups.length; at++) {
    const missing = (await read(groups.filter((_, i) => i !== at).join("-"))).problem;
    const twice = (await read([...groups.slice(0, at + 1), ...groups.slice(at)].join(""))).problem;
    assert.deepEqual([missing.fault, missing.groups], ["Missing", [at + 1]]);
    assert.deepEqual([twice.fault, twice.groups], ["Repeated", [at + 1]]);
    for (let other = at + 1; other < groups.length; other++) {
      const changed = [...groups];
      [changed[at], changed[other]] = [groups[other], groups[at]];
      const swapped = (await read(changed.join(" "))).problem;
      assert.deepEqual([swapped.fault, swapped.groups], ["Swapped", [at + 1, other + 1]]);
    }
  }
});

test("it is told from hexadecimal and base64", () => {
  assert.ok(isMeant(text) && isMeant(text.toLowerCase()) && isMeant(" k-cs1y") && isMeant(`X${text}`));
  assert.ok(!isMeant(share) && !isMeant(Buffer.from(share, "hex").toString("base64")) && !isMeant("Kcs1lt/oMkGgl84oYVaH9F5pMMuCtVUmx/CpWRAn9oUF"));
});
