// Hides the page at once (button, Alt+Shift+H), after idle time, and when the browser brings back an old page.
const root = document.documentElement;
const cover = document.querySelector("[data-cover]");
const minutes = Number(document.body.dataset.idleMinutes || 0);
const title = document.title;
let last = Date.now();
let locked = false;

function hide() {
  if (!cover) return;
  root.classList.add("screen-hidden");
  cover.hidden = false;
  document.title = "Spona";
  (locked ? part("unlock") : part("show")).focus();
}

function show() {
  root.classList.remove("screen-hidden");
  cover.hidden = true;
  document.title = title;
  last = Date.now();
}

function part(name) {
  return cover.querySelector(`[data-cover-${name}]`);
}

// What was read is removed, not only covered. A form somebody has changed stays in place, hidden:
// the server turns its late POST into a draft.
function lock() {
  locked = true;
  document.dispatchEvent(new CustomEvent("spona:flush"));
  const changed = document.querySelector("form[data-changed]");
  if (!changed) document.getElementById("main").replaceChildren();
  part("hidden").hidden = true;
  part("locked").hidden = false;
  part("show").hidden = !changed;
  part("unlock").hidden = false;
  part("unlock").href = location.href;
  hide();
}

// A curtain alone would let anybody read on: the server forgets the key too, and the password
// alone opens again. Text that no draft keeps is sent along: the page of the password carries it,
// folded, and offers it again after that.
function leave() {
  const form = document.querySelector("[data-hide-screen]")?.form;
  hide();
  part("show").hidden = true;
  document.dispatchEvent(new CustomEvent("spona:flush"));
  if (!form) return;
  const changed = document.querySelector("form[data-changed]:not([data-autosave-url])");
  if (!changed) {
    setTimeout(() => form.submit(), 400);
    return;
  }
  // Its late POST is answered by the page of the password.
  const send = () => HTMLFormElement.prototype.submit.call(changed);
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }).then(send, send);
}

if (cover) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hide-screen]")) {
      event.preventDefault();
      leave();
    }
    if (event.target.closest("[data-cover-show]")) show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyH") leave();
  });
}

if (cover && minutes) {
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => { if (!locked) last = Date.now(); }, { passive: true, capture: true });
  }
  // A wall clock, not a long timer: timers stand still while a laptop sleeps.
  const look = () => { if (!locked && Date.now() - last >= minutes * 60_000) lock(); };
  setInterval(look, 15_000);
  document.addEventListener("visibilitychange", look);
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted || !cover) return;
  document.getElementById("main").replaceChildren();
  location.reload();
});
