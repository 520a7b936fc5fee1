// Before anything is drawn: the theme that was chosen last, else the system's.
(() => {
  try {
    const chosen = localStorage.getItem("hillclimb-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch { /* no storage: the system's theme it is */ }
})();
