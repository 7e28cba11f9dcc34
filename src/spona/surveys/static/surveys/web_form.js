// A questionnaire that asks more than a page without a script can: web-forms draws it, and what was
// filled in goes to the server once. Nothing is kept in the browser.
import { createApp, h } from "../ui/vendor/web_forms/vue.js";
import { OdkWebForm, webFormsPlugin } from "../ui/vendor/web_forms/web_forms.js";

const place = document.getElementById("web-form");
const { nonce, to, trial } = place.dataset;
const part = (name) => document.getElementById(`web-form-${name}`);
const read = (name) => JSON.parse(part(name).textContent);
const sentences = read("sentences");
let changed = false;
let busy = false;
let held = "";
let last = null;

// The styles that the library makes while it runs are the only ones that this page allows so.
const make = document.createElement.bind(document);
document.createElement = (name, ...rest) => {
  const made = make(name, ...rest);
  if (String(name).toLowerCase() === "style") made.nonce = nonce;
  return made;
};

function calendar() {
  const language = document.documentElement.lang;
  const days = (weekday) =>
    [...Array(7).keys()].map((at) => new Date(Date.UTC(2026, 1, 1 + at)).toLocaleDateString(language, { weekday, timeZone: "UTC" }));
  const months = (month) =>
    [...Array(12).keys()].map((at) => new Date(Date.UTC(2026, at, 1)).toLocaleDateString(language, { month, timeZone: "UTC" }));
  return {
    dayNames: days("long"), dayNamesShort: days("short"), dayNamesMin: days("short"),
    monthNames: months("long"), monthNamesShort: months("short"),
    firstDayOfWeek: 1, dateFormat: place.dataset.dateFormat,
  };
}

function show(name) {
  for (const one of ["wait", "failed", "sent", "unreadable"]) part(one).hidden = one !== name;
  if (name) part(name).focus();
}

function refused(sentence) {
  part("failed").querySelector("[data-sentence]").textContent = sentence;
  show("failed");
  part("failed").scrollIntoView({ block: "nearest" });
}

async function bodyOf(payload) {
  const [filled] = payload.data;
  if (trial) {
    // Of a trial nothing is kept, so no picture leaves this page.
    const xml = await filled.get("xml_submission_file").text();
    return new URLSearchParams({ csrfmiddlewaretoken: place.dataset.token, xml });
  }
  const body = new FormData();
  body.append("held", held);
  for (const [name, value] of filled.entries()) body.append(name, value);
  return body;
}

async function send(payload) {
  if (busy) return;
  busy = true;
  last = payload;
  part("sending").hidden = false;
  try {
    const answer = await fetch(to, { method: "POST", body: await bodyOf(payload) });
    const ours = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = ours ? await answer.json() : {};
    held = said.held ?? held;
    if (answer.ok && ours) arrived(said);
    else refused(said.sentence ?? (answer.status === 413 ? sentences.large : sentences.broken));
  } catch {
    refused(sentences.offline);
  } finally {
    busy = false;
    part("sending").hidden = true;
  }
}

function arrived(said) {
  changed = false;
  if (said.next) {
    location.assign(said.next);
    return;
  }
  app.unmount();
  show("sent");
}

const app = createApp({
  render: () =>
    h(OdkWebForm, {
      formXml: read("xml"),
      // Forms of Spona bring no pictures or tables of their own.
      fetchFormAttachment: () => Promise.resolve(new Response(null, { status: 404 })),
      missingResourceBehavior: "BLANK",
      trackDevice: false,
      onSubmit: send,
    }),
});
app.use(webFormsPlugin);
const settings = app.config.globalProperties.$primevue.config;
settings.locale = {
  ...settings.locale, ...read("controls"), ...calendar(),
  aria: { ...settings.locale.aria, ...read("controls").aria },
};
app.config.errorHandler = (error) => {
  console.error(error);
  // Later on, what was typed is worth more than the sentence.
  if (!place.querySelector(".odk-form")) show("unreadable");
};
app.mount(place);

new MutationObserver((_changes, watcher) => {
  const state = place.querySelector(".form-initialization-status")?.classList;
  if (!state?.contains("ready") && !state?.contains("error")) return;
  watcher.disconnect();
  show(state.contains("ready") ? "" : "unreadable");
}).observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });

part("failed").querySelector("button").addEventListener("click", () => send(last));
for (const kind of ["input", "change"]) {
  place.addEventListener(kind, () => { changed = true; part("failed").hidden = true; });
}
// Leaving in a hurry must never be asked about.
document.querySelector("[data-quick-exit]").addEventListener("click", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
