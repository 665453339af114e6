// The queue is narrowed as soon as something is chosen; of the boxes below a row one is open at a time.
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-narrow] select")) target.form.requestSubmit();
});

document.addEventListener("toggle", ({ target }) => {
  if (!target.open || !target.matches("[data-drop]")) return;
  for (const other of document.querySelectorAll("[data-drop][open]")) if (other !== target) other.open = false;
  target.querySelector("textarea, button[name]")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.code !== "Escape") return;
  const box = document.querySelector("[data-drop][open]");
  if (!box) return;
  box.open = false;
  box.querySelector("summary").focus();
});
