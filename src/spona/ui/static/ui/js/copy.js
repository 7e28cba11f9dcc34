// <button type="button" data-copy="#code" data-copied="Kod je kopiran" hidden>: shown only where the browser can copy.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    const words = button.querySelector("[data-copy-words]") ?? button;
    words.textContent = button.dataset.copied;
  });
}
