// A place of the list goes into the text that is open, where the cursor stands. Undo takes it out again.
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]");
  if (!place) return;
  const text = [...place.form.querySelectorAll("textarea")].find((field) => field.checkVisibility());
  text?.focus();
  document.execCommand("insertText", false, place.dataset.place);
});
