// Forms with a passkey. The server's question is asked of the device, and the answer posted with the form: the private key
// never leaves the device, and the answer is good once.
const works = window.isSecureContext && !!window.PublicKeyCredential?.parseRequestOptionsFromJSON;

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-passkey]");
  if (button) {
    event.preventDefault();
    begin(button);
  }

  const elsewhere = event.target.closest?.("[data-proof-window]");
  if (elsewhere) {
    window.open(elsewhere.dataset.proofWindow, "kcc-proof", "popup,width=520,height=700");
    if (elsewhere.dataset.proofThen === "reload") {
      addEventListener("focus", () => location.reload(), { once: true });
    }
  }
});

// A proof is asked for over a page that must stay: the server tells it when the proof is there.
document.addEventListener("submit", event => {
  if (event.target.matches?.("form[data-proof]")) {
    event.preventDefault();
    if (!event.target.hasAttribute("data-busy")) {
      prove(event.target);
    }
  }
});

// Where the browser cannot, the other way stands open.
if (!works) {
  document.documentElement.toggleAttribute("data-no-passkeys", true);
  document.querySelectorAll("details.otherwise").forEach(details => details.open = true);
}

// The window that was opened for a proof has done its work.
if (document.querySelector("[data-close-window]")) {
  window.close();
}

async function begin(button) {
  const form = button.form;
  if (form.hasAttribute("data-busy") || !complete(form)) {
    return;
  }

  form.toggleAttribute("data-busy", true);
  say(form, "");
  try {
    const answer = await ask(button.dataset.passkey, form);
    form.querySelector("[data-passkey-answer]").value = JSON.stringify(answer);
    await (form.hasAttribute("data-proof") ? prove(form) : form.submit());
  } catch (problem) {
    say(form, inWords(problem));
  } finally {
    form.toggleAttribute("data-busy", false);
  }
}

async function ask(purpose, form) {
  if (!works) {
    throw new Error("This browser cannot use passkeys here. They need a secure address (https) and a recent browser.");
  }

  const response = await fetch(`/account/passkeys/${purpose}`, { method: "POST", body: known(form) });
  if (!response.ok) {
    throw new Error(await problemOf(response));
  }

  const options = await response.json();
  const credential = options.user
    ? await navigator.credentials.create({ publicKey: withKeys(PublicKeyCredential.parseCreationOptionsFromJSON(options)) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const answer = credential.toJSON();
  answer.clientExtensionResults = {}; // They are for the page alone.
  return answer;
}

// A new passkey shall be able to make a key for shares (passkey-key.js): some authenticators must be told so from the beginning.
function withKeys(options) {
  return { ...options, extensions: { ...options.extensions, prf: {} } };
}

async function prove(form) {
  form.toggleAttribute("data-busy", true); // A double click is one try.
  const said = form.querySelector("[data-said]");
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    said.textContent = response.ok ? "" : await problemOf(response);
    if (response.ok && form.dataset.proof === "reload") {
      location.reload();
    }
  } catch {
    said.textContent = "The console cannot be reached. Try again.";
  } finally {
    form.reset();
    form.querySelector("[data-passkey-answer]")?.setAttribute("value", "");
    form.toggleAttribute("data-busy", false);
  }
}

// What the question needs, and no password.
function known(form) {
  const all = new FormData(form);
  [...all.keys()].filter(name => /password|repeated|passkey|secondfactor/i.test(name)).forEach(name => all.delete(name));
  return all;
}

function complete(form) {
  const needed = [...form.elements].filter(field => field.required && !field.closest("details.otherwise") && !belongsToPassword(field));
  return needed.every(field => field.reportValidity());
}

function belongsToPassword(field) {
  return field.type === "password" || field.autocomplete === "one-time-code";
}

function say(form, text) {
  form.querySelector("[data-passkey-said]").textContent = text;
}

function inWords(problem) {
  switch (problem.name) {
    case "NotAllowedError": return "Your device was not asked, or did not answer. Try again.";
    case "InvalidStateError": return "This device has a passkey of yours already. Sign in with it.";
    case "SecurityError": return "This address may not use the console's passkeys. Open the console at its usual address.";
    default: return problem.message;
  }
}

async function problemOf(response) {
  try {
    return (await response.json()).message;
  } catch {
    return response.status === 429 ? "Too many tries. Wait a minute, then try again." : "The page is too old, or you are signed out. Load it again, then try once more.";
  }
}
