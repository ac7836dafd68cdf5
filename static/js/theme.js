// Runs before the first paint, so that a chosen theme never flashes in the other one. A classic script for that reason.
(() => {
  const KEY = "walk-downhill.theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  let chosen = stored();
  const current = () => chosen ?? (system.matches ? "dark" : "light");
  const apply = () => {
    root.dataset.theme = current();
    const label = document.querySelector("[data-theme-label]");
    if (label) label.textContent = current() === "dark" ? "Light" : "Dark";
    root.dispatchEvent(new CustomEvent("themechange"));
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("DOMContentLoaded", () => {
    apply();
    document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
      chosen = current() === "dark" ? "light" : "dark";
      try { localStorage.setItem(KEY, chosen); } catch { /* a private window: the choice lasts for this page */ }
      apply();
    });
  });
})();
