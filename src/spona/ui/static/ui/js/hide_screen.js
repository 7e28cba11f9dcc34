// Hides the page at once (button, Alt+Shift+H), after idle time, when another tab hides or signs out, when
// the session ended or the server does not answer (lease.js), and when the browser brings back an old page.
import { keepLease, tell, tellActive } from "./lease.js";

const root = document.documentElement;
const cover = document.querySelector("[data-cover]");
const minutes = Number(document.body.dataset.idleMinutes || 0);
const title = document.title;
const PARTS = ["hidden", "locked", "ended", "changed", "away"];
let last = Date.now();
let told = 0;
// "" while the page can be read; "away" comes off by itself, nothing else does.
let closed = "";
// What was typed, once the page has been emptied. It is in no element of the page.
let typed = null;

function part(name) {
  return cover.querySelector(`[data-cover-${name}]`);
}

function hide(why = "hidden") {
  if (!cover) return;
  root.classList.add("screen-hidden");
  cover.hidden = false;
  document.title = "Spona";
  for (const name of PARTS) part(name).hidden = name !== why;
  document.dispatchEvent(new CustomEvent("spona:flush"));
}

function show() {
  root.classList.remove("screen-hidden");
  cover.hidden = true;
  document.title = title;
  closed = "";
}

// Text that no draft keeps comes first; a draft is waited for only until it is saved.
function unsaved() {
  return document.querySelector("form[data-changed]:not([data-autosave-url])")
    ?? document.querySelector("form[data-changed]");
}

function waiting() {
  return typed && (!typed.draft || "changed" in typed.draft.dataset);
}

// What was read is removed, not only covered; drafts are saved first. With `keep`, what no draft holds stays
// with the script, and "Continue" carries it through the password.
function close(why, { keep }) {
  if (closed && closed !== "away") return;
  closed = why;
  hide(why);
  const form = unsaved();
  if (keep && form) {
    typed = {
      action: form.getAttribute("action") || location.href,
      fields: [...new FormData(form)],
      draft: form.dataset.autosaveUrl ? form : null,
    };
  }
  // Who ended it elsewhere may have done so because this computer is in other hands.
  part("dropped").hidden = keep || !form || Boolean(form.dataset.autosaveUrl);
  document.getElementById("main").replaceChildren();
  goOn();
}

// A curtain alone would let anybody read on: the server forgets the key too, and the password
// alone opens again.
function leave() {
  const form = document.querySelector("[data-hide-screen]")?.form;
  tell("hide");
  close("hidden", { keep: true });
  // The other tabs save their drafts meanwhile.
  if (form) setTimeout(() => (waiting() ? carry() : form.submit()), 400);
}

// The page of the password carries the text along and shows it after that. Only a server that has
// surely forgotten the key may get the form: another one would do what its button says.
async function carry() {
  const form = document.querySelector("[data-hide-screen]")?.form;
  const answer = form && await fetch(form.action, {
    method: "POST", body: new FormData(form), redirect: "manual", keepalive: true,
  }).catch(() => null);
  if (answer?.type === "opaqueredirect") send(typed);
  else goOn();
}

function send({ action, fields }) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.enctype = "multipart/form-data";
  form.hidden = true;
  for (const [name, value] of fields) {
    const field = document.createElement(typeof value === "string" ? "textarea" : "input");
    field.name = name;
    if (typeof value === "string") {
      field.value = value;
    } else {
      field.type = "file";
      const files = new DataTransfer();
      if (value.name) files.items.add(value);
      field.files = files.files;
    }
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function goOn() {
  part("unlock").hidden = false;
  part("unlock").href = location.href;
  part("unlock").focus();
}

function away() {
  if (closed) return;
  closed = "away";
  hide("away");
}

// What the lease or another tab says of this page.
function hear(kind) {
  if (kind === "open") {
    if (closed === "away") show();
  } else if (kind === "away") away();
  else if (kind === "hide") close("hidden", { keep: true });
  else if (kind === "locked") close("locked", { keep: true });
  // After eight hours the page of the sign-in gives the text back to the same browser.
  else if (kind === "over") close("ended", { keep: true });
  else if (kind === "ended" || kind === "changed") close(kind, { keep: false });
}

if (cover) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hide-screen]")) {
      event.preventDefault();
      leave();
    }
    if (event.target.closest("[data-cover-unlock]") && waiting()) {
      event.preventDefault();
      carry();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyH") leave();
  });
  // Every tab saves its draft while the session is still there; then it ends.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]")) return;
    event.preventDefault();
    tell("ended");
    close("ended", { keep: false });
    setTimeout(() => form.submit(), 400);
  });
}

if (cover && minutes) {
  const act = (at) => { if (!closed) last = Math.max(last, at); };
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => {
      act(Date.now());
      // Who works in one tab is not idle in the others.
      if (!closed && last - told > 5_000) tellActive(told = last);
    }, { passive: true, capture: true });
  }
  // A wall clock, not a long timer: timers stand still while a laptop sleeps.
  const look = () => { if (Date.now() - last >= minutes * 60_000) close("locked", { keep: true }); };
  setInterval(look, 15_000);
  document.addEventListener("visibilitychange", look);
  keepLease(hear, act);
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted || !cover) return;
  document.getElementById("main").replaceChildren();
  location.reload();
});
