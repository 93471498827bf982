// The recovery codes go to paper; the style sheets leave the rest of the page out.
document.querySelector("[data-print-page]")?.addEventListener("click", () => window.print());
