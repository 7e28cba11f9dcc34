// Small manners of forms: focus the first mistake, mark changed forms, send once, close menus.
document.querySelector("[aria-invalid=true], .has-error input, [role=alert][tabindex]")?.focus();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form?.method === "post") form.dataset.changed = "";
});

// A file that is handed out leaves the page where it is, and nothing tells a script that it came:
// form[data-download] can be pressed again soon, for the second copy; any other one once the answer
// must be lost, so that no form is ever dead.
const AFTER_A_FILE = 3_000;
const AFTER_ANY = 60_000;

function enable(buttons) {
  for (const button of buttons) {
    button.disabled = false;
    delete button.dataset.sent;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // After the browser has read the form, or the pressed button's own value would be lost.
  setTimeout(() => {
    const buttons = [...form.querySelectorAll("button:enabled:not([type=button])")];
    for (const button of buttons) {
      button.disabled = true;
      button.dataset.sent = "";
    }
    setTimeout(() => enable(buttons), "download" in form.dataset ? AFTER_A_FILE : AFTER_ANY);
  });
});

window.addEventListener("pageshow", () => enable(document.querySelectorAll("button[data-sent]")));

// Nothing keeps a page that answered a form (a mistake in it, a form that a button began), so "Back" to
// it is an error of the browser. When it is left, its place in the history goes to the page before it.
function giveUpPlace(event) {
  const { referrer, body } = document;
  if (event.defaultPrevented || !("answersForm" in body.dataset)) return;
  if (!referrer.startsWith(`${location.origin}/`)) return;
  // A form without an address goes where it would have gone.
  const form = event.target.closest("form:not([action])");
  form?.setAttribute("action", location.href);
  history.replaceState(null, "", referrer);
}

document.addEventListener("submit", giveUpPlace);
document.addEventListener("click", (event) => {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!elsewhere && event.target.closest('a[href^="/"]:not([target], [download])')) giveUpPlace(event);
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  closeMenus();
  open?.querySelector("summary").focus();
});
