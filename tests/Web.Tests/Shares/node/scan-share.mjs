// What the camera may put into the field, and that our reader reads what our writer draws.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { canBeShare } from "../../../../wwwroot-assets/share/scan-share.js";
import { jsQR } from "../../../../wwwroot-assets/vendor/jsqr/jsqr.js";
import { qrcode } from "../../../../wwwroot-assets/vendor/qrcode-generator/qrcode.mjs";

const { written } = JSON.parse(readFileSync(new URL("../../../Engine.Tests/Vectors/share-text.json", import.meta.url)));

test("every form of a share can be one, and nothing else that codes carry", () => {
  for (const { text, share } of written) {
    assert.ok(canBeShare(text), text);
    assert.ok(canBeShare(Buffer.from(share, "hex").toString("base64")));
    assert.ok(canBeShare(share));
  }

  for (const other of ["", "12345", "https://example.org/a-menu-that-is-long-enough-to-be-one", "WIFI:S:guest;T:WPA;P:secret;;", "A".repeat(300)]) {
    assert.ok(!canBeShare(other), other);
  }
});

test("a drawn share is read as it was written", () => {
  for (const { text } of written) {
    const code = qrcode(0, "M");
    code.addData(text, "Alphanumeric");
    code.make();
    const { data, size } = paint(code, 4);
    assert.equal(jsQR(data, size, size, { inversionAttempts: "dontInvert" })?.data, text);
  }
});

function paint(code, scale) {
  const count = code.getModuleCount() + 8, size = count * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [row, column] = [Math.floor(y / scale) - 4, Math.floor(x / scale) - 4];
      if (row >= 0 && column >= 0 && row < count - 8 && column < count - 8 && code.isDark(row, column)) {
        data.set([0, 0, 0], (y * size + x) * 4);
      }
    }
  }

  return { data, size };
}
