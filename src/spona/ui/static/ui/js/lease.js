// Asks whether this page may still be read, and tells the other tabs and windows of this browser.
// A page is made under a lease; another session, another epoch or other rights make another one.
// No long-lived connection: it is asked on focus, when the page comes into view, and every 20 s by
// one tab of the browser. No answer for 60 s counts as no.
const { lease: mine, leaseUrl: url, sessionEnds } = document.body.dataset;
const EVERY = 20_000;
const UNREACHABLE = 60_000;
const PATIENCE = 10_000;
const tabs = mine && "BroadcastChannel" in window ? new BroadcastChannel("spona") : null;
let asked = Date.now();
let good = Date.now();

// `said` is called with "hide", "ended", "over", "changed", "locked", "away" or "open".
let said = () => {};
let active = () => {};

export function tell(kind) {
  tabs?.postMessage({ kind });
}

export function tellActive(at) {
  tabs?.postMessage({ kind: "active", at });
}

function hear({ state, lease }) {
  if (state === "open" && lease === mine) {
    good = Date.now();
    said("open");
  } else if (state === "open") {
    said("changed");
  } else if (state === "locked") {
    said("locked");
  } else {
    // At its own end, after eight hours, nobody took the session away.
    said(Date.now() >= Number(sessionEnds) ? "over" : "ended");
  }
}

async function ask() {
  asked = Date.now();
  try {
    const answer = await fetch(url, {
      // A timer is no activity: it keeps nobody signed in.
      headers: { "X-Spona-Timer": "1" }, cache: "no-store", redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) return;
    const found = await answer.json();
    tabs?.postMessage({ kind: "lease", ...found });
    hear(found);
  } catch {
    // Not reachable: time tells.
  }
}

// Whichever tab comes first asks for all of them; the others hear its answer.
function askForAll() {
  if (!navigator.locks) return ask();
  return navigator.locks.request("spona-lease", { ifAvailable: true }, (lock) => (lock ? ask() : null));
}

function tick() {
  if (Date.now() - good >= UNREACHABLE) said("away");
  if (Date.now() - asked >= EVERY) askForAll();
}

export function keepLease(onSaid, onActive) {
  if (!mine) return;
  said = onSaid;
  active = onActive;
  tabs?.addEventListener("message", ({ data }) => {
    if (data.kind === "active") active(data.at);
    else if (data.kind === "lease") { asked = Date.now(); hear(data); }
    else said(data.kind);
  });
  setInterval(tick, 5_000);
  window.addEventListener("focus", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tick(); ask(); } });
}
