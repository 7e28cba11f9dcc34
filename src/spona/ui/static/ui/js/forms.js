// Small manners of forms: focus the first mistake, mark changed forms, send once, close menus.
document.querySelector("[aria-invalid=true], .has-error input, [role=alert][tabindex]")?.focus();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form?.method === "post") form.dataset.changed = "";
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  // After the browser has read the form, or the pressed button's own value would be lost.
  setTimeout(() => {
    for (const button of event.target.querySelectorAll("button:enabled:not([type=button])")) {
      button.disabled = true;
      button.dataset.sent = "";
    }
  });
});

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-sent]")) button.disabled = false;
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
