// Hides the page at once (button, Alt+Shift+H), after idle time, and when the browser brings back an old page.
const root = document.documentElement;
const cover = document.querySelector("[data-cover]");
const minutes = Number(document.body.dataset.idleMinutes || 0);
let last = Date.now();
let locked = false;

function part(name) {
  return cover.querySelector(`[data-cover-${name}]`);
}

function hide() {
  if (!cover) return;
  root.classList.add("screen-hidden");
  cover.hidden = false;
  document.title = "Spona";
  document.dispatchEvent(new CustomEvent("spona:flush"));
}

// Text that no draft keeps. It stays in the page, under the cover, and no button uncovers it.
function unsaved() {
  return document.querySelector("form[data-changed]:not([data-autosave-url])");
}

// What was read is removed, not only covered; "Continue" leads to the password.
function lock() {
  locked = true;
  hide();
  if (!unsaved()) document.getElementById("main").replaceChildren();
  part("hidden").hidden = true;
  part("locked").hidden = false;
  goOn();
}

// A curtain alone would let anybody read on: the server forgets the key too, and the password
// alone opens again.
function leave() {
  const form = document.querySelector("[data-hide-screen]")?.form;
  hide();
  if (!form) return;
  if (unsaved()) carry();
  else setTimeout(() => form.submit(), 400);
}

// The page of the password carries the text along and shows it after that. Only a server that has
// surely forgotten the key may get the form: another one would do what its button says.
async function carry() {
  const form = document.querySelector("[data-hide-screen]")?.form;
  const answer = form && await fetch(form.action, {
    method: "POST", body: new FormData(form), redirect: "manual", keepalive: true,
  }).catch(() => null);
  if (answer?.type === "opaqueredirect") HTMLFormElement.prototype.submit.call(unsaved());
  else goOn();
}

function goOn() {
  part("unlock").hidden = false;
  part("unlock").href = location.href;
  part("unlock").focus();
}

if (cover) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hide-screen]")) {
      event.preventDefault();
      leave();
    }
    if (event.target.closest("[data-cover-unlock]") && unsaved()) {
      event.preventDefault();
      carry();
    }
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
