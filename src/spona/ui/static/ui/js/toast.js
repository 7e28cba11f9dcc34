// Toasts come with the page and leave by CSS; what has left is taken out, so that nobody reads it again.
const place = document.querySelector("[data-toasts]");

place?.addEventListener("animationend", (event) => {
  if (event.animationName === "told-leaves") event.target.remove();
});
