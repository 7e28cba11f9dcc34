// Saves the fields of form[data-autosave-url] two seconds after the last change.
// The header tells the server that a timer asked, so the save is no activity and does not prolong a session.
const pause = 2000;

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const line = document.querySelector(form.dataset.saved || "[data-saved]");
  let timer = 0;
  let running = false;
  let again = false;

  const say = (text, failed) => {
    if (!line) return;
    line.hidden = false;
    line.classList.toggle("is-failed", Boolean(failed));
    line.querySelector("[data-saved-words]").textContent = text;
  };

  const save = async () => {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    again = false;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Spona-Timer": "1", "X-Requested-With": "fetch" },
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = new Date();
      const time = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
      say(line?.dataset.savedText.replace("{time}", time) ?? "");
      if (!again) delete form.dataset.changed;
    } catch {
      say(line?.dataset.failedText ?? "", true);
    }
    running = false;
    if (again) save();
  };

  form.addEventListener("input", () => {
    form.dataset.changed = "";
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("spona:flush", () => { if ("changed" in form.dataset) save(); });
}
