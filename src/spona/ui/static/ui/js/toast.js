// Toasts from the server leave by CSS. This one adds those that htmx answers bring (HX-Trigger: {"toast": "…"}).
const place = document.querySelector("[data-toasts]");

document.addEventListener("toast", (event) => {
  const text = typeof event.detail === "string" ? event.detail : event.detail.value;
  const line = place?.querySelector("[data-toast-mould]").content.firstElementChild.cloneNode(true);
  if (!line) return;
  line.querySelector("p").textContent = text;
  place.append(line);
});

place?.addEventListener("animationend", (event) => {
  if (event.animationName === "told-leaves") event.target.remove();
});
