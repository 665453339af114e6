// The composer: Ctrl or Cmd with Enter presses the button that is visible, words survive a closed tab, one send per press.
const composer = document.querySelector("[data-composer]");

function visible(form) {
  return [...form.querySelectorAll(".send")].find((button) => button.checkVisibility());
}

function keepDraft(form, text) {
  const key = `draft:${form.dataset.composer}`;
  const state = form.querySelector("[data-draft-state]");
  if (!text.value) text.value = localStorage.getItem(key) ?? "";
  text.addEventListener("input", () => {
    if (text.value) localStorage.setItem(key, text.value);
    else localStorage.removeItem(key);
    state.textContent = text.value ? state.dataset.kept : "";
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "1";
  });
  addEventListener("pageshow", () => delete form.dataset.sending);
}

function audience(form, text) {
  for (const radio of form.querySelectorAll("[name=audience]")) radio.addEventListener("change", () => text.focus());
}

// Where the whole page scrolls, it opens at the newest message; elsewhere the thread does so by itself.
if (matchMedia("(width < 900px)").matches) document.querySelector(".spine > :last-child")?.scrollIntoView({ block: "center" });

if (composer) {
  const text = composer.querySelector("textarea");
  keepDraft(composer, text);
  sendOnce(composer);
  audience(composer, text);
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "Enter") {
      event.preventDefault();
      composer.requestSubmit(visible(composer));
    }
  });
}
