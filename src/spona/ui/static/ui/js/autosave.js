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

  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (running && !keepalive) { again = true; return; }
    running = true;
    again = false;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Spona-Timer": "1", "X-Requested-With": "fetch" },
        redirect: "error",
        keepalive,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      // The page's own zone: a device may keep another one.
      const zone = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.timeZone };
      const time = new Intl.DateTimeFormat("de", zone).format(new Date());
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
  let sent = false;
  form.addEventListener("submit", () => { clearTimeout(timer); sent = true; });
  // Whoever follows a link has not lost the last words: they are saved first.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.metaKey || event.ctrlKey || !("changed" in form.dataset)) return;
    event.preventDefault();
    await save(true);
    location.href = link.href;
  });
  window.addEventListener("pagehide", () => { if ("changed" in form.dataset && !sent) save(true); });
  document.addEventListener("spona:flush", () => { if ("changed" in form.dataset) save(); });
}
