// Draw TeX where there is some; without this script the page shows it as it was written.
for (const place of document.querySelectorAll(".math")) {
  const display = place.classList.contains("block");
  try {
    katex.render(place.textContent, place, { displayMode: display, throwOnError: false, output: "htmlAndMathml" });
  } catch { /* leave the source */ }
}
