// The composer: Ctrl or Cmd with Enter presses the button that is visible, and one press sends once.
// Drafts and files settle first: who has something under way adds a promise to the "settle" event's `waits`.
const composer = document.querySelector("[data-composer]");

function visible(form) {
  return [...form.querySelectorAll(".send")].find((button) => button.checkVisibility());
}

function settled(form) {
  const waits = [];
  form.dispatchEvent(new CustomEvent("settle", { detail: { waits } }));
  const agreed = waits.map(async (wait) => (await wait) || Promise.reject(new Error("stopped")));
  return Promise.all(agreed).then(
    () => new Promise((done) => setTimeout(done, 0, true)), // within the event itself a browser ignores a second submit
    () => false, // as soon as one says no
  );
}

function sendOnce(form) {
  let isReady = false;
  form.addEventListener("submit", async (event) => {
    if (isReady || event.submitter?.name !== "kind") return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    if (!(await settled(form))) return delete form.dataset.sending;
    isReady = true;
    form.requestSubmit(event.submitter);
    isReady = false;
  });
  addEventListener("pageshow", () => delete form.dataset.sending);
}

function audience(form, text) {
  for (const radio of form.querySelectorAll("[name=audience]")) radio.addEventListener("change", () => text.focus());
}

// What comes live counts as seen while nothing is written; who has begun says himself that he has read it.
function follow(form, text) {
  const { seen } = form.elements;
  const news = form.querySelector("[data-news]");
  const newest = () => [...document.querySelectorAll(".spine .msg")].map((message) => message.id.replace("message-", "")).sort().at(-1) ?? "";
  document.addEventListener("heard:shown", () => {
    if (newest() <= seen.value) return;
    if (text.value.trim()) news.hidden = false;
    else seen.value = newest();
  });
  news.querySelector("button").addEventListener("click", () => {
    seen.value = newest();
    news.hidden = true;
    text.focus();
  });
}

// Where the whole page scrolls, it opens at the newest message; elsewhere the thread does so by itself.
// Of two lanes, at the one in which somebody waits.
if (matchMedia("(width < 900px)").matches) {
  const waiting = document.querySelector(".lanes .gapmark--live");
  const newest = waiting ?? document.querySelector(":is(.thread__scroll, .lanes) .spine > :last-child");
  if (newest?.getBoundingClientRect().bottom > innerHeight * 0.7) newest.scrollIntoView({ block: "center" }); // else all is in sight
}

if (composer) {
  const text = composer.querySelector("textarea");
  sendOnce(composer);
  audience(composer, text);
  follow(composer, text);
  document.querySelector("[data-moved]")?.focus();
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "Enter") {
      event.preventDefault();
      composer.requestSubmit(visible(composer));
    }
  });
}
