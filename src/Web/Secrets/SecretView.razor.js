// The values of one secret, in the page and nowhere else. A value is put into the document only while it is uncovered.
const cover = "••••••••";

// The names with their values as [name, text, isText]. Numbers keep their digits where the browser knows how.
export function parse(bytes) {
  const keep = (_, value, context) =>
    typeof value === "number" && context?.source && JSON.rawJSON ? JSON.rawJSON(context.source) : value;
  const all = JSON.parse(new TextDecoder().decode(bytes), keep);
  return Object.entries(all).map(([name, value]) =>
    typeof value === "string" ? [name, value, true] : [name, JSON.stringify(value, null, 2), false]);
}

export function show(place, bytes) {
  const rows = parse(bytes).map(([name, text, isText]) => row(name, text, isText));
  bytes.fill(0);
  place.replaceChildren(...rows.map(r => r.element));

  const coverAll = () => {
    if (!place.isConnected) {
      document.removeEventListener("visibilitychange", coverAll);
    } else if (document.hidden) {
      rows.forEach(r => r.cover());
    }
  };
  document.addEventListener("visibilitychange", coverAll);
}

function row(name, text, isText) {
  const element = make("div", "value");
  const term = element.appendChild(make("dt", "mono", name));
  const what = element.appendChild(make("dd", "what mono", cover));
  const buttons = element.appendChild(make("dd", "do"));
  const status = make("span", "visually-hidden");
  status.setAttribute("role", "status");
  what.setAttribute("aria-label", "covered");
  if (!isText) {
    term.append(make("span", "muted small kind", "JSON"));
  }

  const uncover = yes => {
    what.textContent = yes ? text : cover;
    what.toggleAttribute("data-shown", yes);
    what.tabIndex = yes ? 0 : -1; // A long value scrolls, by keyboard too.
    yes ? what.removeAttribute("aria-label") : what.setAttribute("aria-label", "covered");
    toggle.textContent = yes ? "Cover" : "Show";
    toggle.setAttribute("aria-pressed", yes);
  };
  const toggle = button("Show", `Show the value of ${name}`, () => uncover(!what.hasAttribute("data-shown")));
  toggle.setAttribute("aria-pressed", "false");
  const copy = button("Copy", `Copy the value of ${name}`, async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("The browser did not let us copy. Show the value and select it.");
    }
  });
  const say = words => {
    status.textContent = words;
    copy.textContent = words === "Copied" ? words : "Not copied";
    setTimeout(() => { status.textContent = ""; copy.textContent = "Copy"; }, 2500);
  };
  buttons.append(toggle, copy, status);
  return { element, cover: () => uncover(false) };
}

function button(words, label, act) {
  const made = make("button", "button button-quiet", words);
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-description", label);
  made.addEventListener("click", act);
  return made;
}

function make(tag, classes, text = "") {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  return made;
}
