// Help and messages only: empties the page at once, then leaves without an entry to come back to.
const link = document.querySelector("[data-quick-exit]");
let shifts = [];

function leave() {
  document.title = "";
  document.body.replaceChildren();
  location.replace(link.href);
}

function pressed(event) {
  if (event.isComposing || event.repeat) return;
  if (event.key === "Escape") leave();
  // Three times Shift alone: a capital letter in between is writing, not leaving.
  shifts = event.key === "Shift" ? [...shifts.filter((at) => event.timeStamp - at < 1500), event.timeStamp] : [];
  if (shifts.length === 3) leave();
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", pressed, { capture: true });
  for (const one of document.querySelectorAll("[data-quick-exit-says]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-quick-exit-without]")) one.hidden = true;
}
