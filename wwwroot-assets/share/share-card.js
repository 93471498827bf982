// A card on one sheet of paper. It is in the document only while the browser prints it.

/**
 * @param {HTMLElement} blank The card with everything on it but the share.
 * @param {{groups: string, base64: string, qr: SVGElement}} share What the blank has places for; groups may be empty.
 * @param {AbortSignal} signal Takes it out of the document whatever the browser still does with it.
 */
export function printCard(blank, { groups, base64, qr }, signal) {
  const card = blank.cloneNode(true);
  card.removeAttribute("hidden");
  card.querySelector("[data-card-groups]").replaceChildren(...groups.split("-").filter(Boolean).map(numbered));
  card.querySelector("[data-card-base64]").textContent = base64;
  card.querySelector("[data-card-qr]").replaceChildren(qr);
  const remove = () => {
    card.remove();
    document.documentElement.classList.remove("prints-card");
  };

  document.body.append(card);
  document.documentElement.classList.add("prints-card");
  addEventListener("afterprint", remove, { once: true });
  signal.addEventListener("abort", remove, { once: true });
  try {
    print();
  } catch (problem) {
    remove();
    throw problem;
  }
}

// The numbers are those by which the entry field names a mistyped group.
function numbered(group, at) {
  const cell = document.createElement("li");
  const number = document.createElement("small");
  number.textContent = at + 1;
  cell.append(number, group);
  return cell;
}
