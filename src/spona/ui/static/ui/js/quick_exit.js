// Public pages only. Without it the link still leads away; with it, "back" does not return here.
document.querySelector("[data-quick-exit]")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.replace(event.currentTarget.href);
});
