// The rows of names and values. They are read here, made into the bytes of a JSON object, and leave as bytes.
import { parse } from "./SecretView.razor.js";

const pieceSize = 16 * 1024;
let packed = new Uint8Array();
let made = 0;

// The row that a new form begins with does not take the focus: its user may be typing the path already.
export function begin(rows) {
  rows.append(row("", "", true, rows.hasAttribute("data-uncovered")));
}

export function add(rows) {
  begin(rows);
  rows.lastElementChild.querySelector(".name").focus();
}

export function fill(rows, bytes) {
  rows.replaceChildren(...parse(bytes).map(([name, text, isText]) => row(name, text, isText, false)));
  bytes.fill(0);
}

export function uncover(rows, yes) {
  rows.toggleAttribute("data-uncovered", yes);
  rows.querySelectorAll(".value").forEach(value => value.toggleAttribute("data-covered", !yes));
}

// How many bytes the object has; 0 when a row must be mended first. They are kept for piece().
export function pack(rows) {
  packed.fill(0);
  packed = new Uint8Array();
  const all = [...rows.children];
  const problem = all.map(r => say(r, problemOf(r, all))).find(r => r);
  if (problem || all.length === 0) {
    (problem ?? rows.parentElement.querySelector("button"))?.focus();
    return 0;
  }

  const members = all.map(r => {
    const value = r.querySelector(".value").value;
    return `${JSON.stringify(nameOf(r))}:${r.hasAttribute("data-json") ? value : JSON.stringify(value)}`;
  });
  packed = new TextEncoder().encode(`{${members.join(",")}}`);
  return packed.length;
}

// The bytes from the offset on. Those that have left are wiped.
export function piece(offset) {
  const bytes = packed.slice(offset, offset + pieceSize);
  packed.fill(0, offset, offset + pieceSize);
  return bytes;
}

const nameOf = r => r.querySelector(".name").value.trim();

function problemOf(r, all) {
  const name = nameOf(r);
  if (name === "") {
    return ["name", "Give this value a name, or remove the row."];
  }
  if (all.find(other => nameOf(other) === name) !== r) {
    return ["name", "Another row has this name already."];
  }
  if (r.hasAttribute("data-json")) {
    try {
      JSON.parse(r.querySelector(".value").value);
    } catch {
      return ["value", "This value is JSON and must stay JSON: check quotes, commas and brackets."];
    }
  }
  return null;
}

// Shows the problem beside its row, or clears the one before; gives back the field it is about.
function say(r, problem) {
  const error = r.querySelector(".field-error");
  error.textContent = problem?.[1] ?? "";
  r.querySelectorAll(".name, .value").forEach(field => field.removeAttribute("aria-invalid"));
  const field = problem && r.querySelector(`.${problem[0]}`);
  field?.setAttribute("aria-invalid", "true");
  return field;
}

function row(name, text, isText, uncovered) {
  const r = document.createElement("div");
  const id = `secret-row-${++made}`;
  r.className = "entry";
  r.toggleAttribute("data-json", !isText);
  r.innerHTML = `
    <label for="${id}-name">Name</label>
    <input id="${id}-name" class="name mono" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="${id}-error">
    <label for="${id}-value">${isText ? "Value" : "Value (JSON)"}</label>
    <textarea id="${id}-value" class="value mono" rows="1" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="${id}-error"></textarea>
    <button type="button" class="button button-quiet">Remove</button>
    <p id="${id}-error" class="field-error" role="alert"></p>`;
  const value = r.querySelector(".value");
  const fit = () => { value.rows = Math.min(12, value.value.split("\n").length); };
  r.querySelector(".name").value = name;
  value.value = text;
  value.toggleAttribute("data-covered", !uncovered);
  value.addEventListener("input", fit);
  fit();
  r.querySelector("button").addEventListener("click", () => {
    const next = r.nextElementSibling ?? r.previousElementSibling;
    r.remove();
    next?.querySelector(".name").focus();
  });
  return r;
}
