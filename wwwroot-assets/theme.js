// Light or dark. The system's preference rules until someone asks for the other; asking for what the system prefers
// goes back to following it. The server reads the cookie and writes data-theme, so a page never flashes.

const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const aYear = 365 * 24 * 60 * 60;

document.addEventListener("click", event => {
  if (!event.target.closest?.("[data-theme-toggle]")) {
    return;
  }

  const preferred = system.matches ? "dark" : "light";
  const wanted = (root.dataset.theme ?? preferred) === "dark" ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (wanted === preferred) {
    delete root.dataset.theme;
    document.cookie = `theme=; Path=/; Max-Age=0; SameSite=Lax${secure}`;
  } else {
    root.dataset.theme = wanted;
    document.cookie = `theme=${wanted}; Path=/; Max-Age=${aYear}; SameSite=Lax${secure}`;
  }
});
