// Keeps a witness's page up to date: at each event the page is fetched again and its main part put in place of the one
// that is shown. There is nothing to type on it, so nothing is lost.

const again = 15_000; // milliseconds, when the events cannot be had
const apart = 1_000; // at the least, between two looks

let source = null;
let looking = null;
let wanted = false;

const events = () => document.querySelector("[data-witness-events]")?.dataset.witnessEvents;

async function look() {
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok && answer.status !== 410) {
    return; // Too many looks, or the console is being started: the next one shows it.
  }

  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (main) {
    document.querySelector("main").replaceChildren(...document.adoptNode(main).childNodes);
    document.title = page.title;
  }
}

// Several steps at once are one look, and what moves during a look is one more.
async function follow() {
  wanted = true;
  if (looking) {
    return;
  }

  while (wanted) {
    wanted = false;
    looking = look().catch(() => { });
    await looking;
    await new Promise(done => setTimeout(done, apart));
  }

  looking = null;
  if (!events()) {
    source?.close();
    source = null;
  }
}

function connect() {
  const address = events();
  if (!address) {
    return;
  }

  source = new EventSource(address);
  source.addEventListener("moved", follow);
  source.addEventListener("over", () => {
    source?.close();
    source = null;
    follow();
  });
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) {
      source = null; // Refused: there are too many, or the link is over. The page says which.
      setTimeout(() => follow().then(connect), again);
    }
  });
}

connect();
