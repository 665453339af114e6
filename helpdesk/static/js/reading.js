// Reads along on the server: the length by the network's own count, and what would be stopped before anybody sees it.
const form = document.querySelector("[data-reading-url]");
const PAUSE = 450;
const PATIENCE = 3000; // how long a send waits for the last reading; the server looks once more in any case

const chosen = () => form.elements.audience.value;

function show(fresh) {
  for (const part of fresh.querySelectorAll("[data-reading]")) {
    const old = document.getElementById(part.id);
    if (old && old.outerHTML !== part.outerHTML) old.replaceWith(document.importNode(part, true));
  }
}

async function ask(signal) {
  const body = new URLSearchParams({ text: form.elements.text.value, audience: chosen() });
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true" };
  const answer = await fetch(form.dataset.readingUrl, { method: "POST", headers, body, redirect: "error", signal });
  if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

let timer = 0;
let running = null;
let read = `${chosen()} ${form.elements.text.value}`; // what the page was drawn with

function now() {
  clearTimeout(timer);
  const words = `${chosen()} ${form.elements.text.value}`;
  if (chosen() === "note" || words === read) return Promise.resolve();
  running?.abort();
  running = new AbortController();
  return ask(running.signal).then(
    () => (read = words),
    () => {}, // a newer one is on its way, or the server looks when it is sent
  );
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(now, PAUSE);
}

// Whether it may leave, as far as this page knows.
function settled(publishes) {
  if (document.querySelector("#composer-count[data-over]") && chosen() !== "note") return form.elements.text.focus(), false;
  const stop = publishes && chosen() === "public" ? document.querySelector("#composer-guard .guard__head") : null;
  stop?.focus();
  stop?.scrollIntoView({ block: "nearest" });
  return !stop;
}

let isDespite = false;
form.elements.text.addEventListener("input", later);
for (const radio of form.querySelectorAll("[name=audience]")) radio.addEventListener("change", now);
form.addEventListener("submit", (event) => (isDespite = event.submitter?.value === "despite"), { capture: true });
form.addEventListener("settle", (event) => {
  const last = Promise.race([now(), new Promise((done) => setTimeout(done, PATIENCE))]);
  event.detail.waits.push(last.then(() => settled(!isDespite)));
});
