// "Show for 30 s": the POST logs the showing and answers with the bare value; it is taken away again by itself.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-reveal-form]");
  if (!form) return;
  event.preventDefault();
  const box = form.closest("[data-reveal]");
  const value = box.querySelector("[data-reveal-value]");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
  }).catch(() => null);
  // Let the server's own page explain why not.
  if (!answer?.ok || answer.redirected) { form.submit(); return; }
  value.textContent = await answer.text();
  box.classList.add("is-shown");
  setTimeout(() => {
    value.textContent = "";
    box.classList.remove("is-shown");
  }, Number(box.dataset.revealSeconds) * 1000);
});
