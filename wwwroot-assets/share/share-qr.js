// A QR code drawn here: the share never leaves the browser again.
import { qrcode } from "../vendor/qrcode-generator/qrcode.mjs";

const quietZone = 4;

/** An SVG of one path, black on white in either theme, because cameras want it so. */
export function drawQr(text, label, mode = "Alphanumeric") {
  const code = qrcode(0, "M");
  code.addData(text, mode);
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < count; x++) {
      path += code.isDark(y, x) ? `M${x + quietZone} ${y + quietZone}h1v1h-1z` : "";
    }
  }

  const size = count + 2 * quietZone;
  const svg = element("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  svg.append(element("rect", { width: size, height: size, fill: "#fff" }), element("path", { d: path, fill: "#000" }));
  return svg;
}

function element(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
