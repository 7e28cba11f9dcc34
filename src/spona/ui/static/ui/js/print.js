// <button type="button" data-print hidden>: shown only where a script can ask the browser to print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
