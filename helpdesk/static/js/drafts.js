// Words on their way to the server: a moment after typing stops, and when the page is left. Until the server has
// them, this browser has; the copy is the member's own by its key, and gives way to anything the server knows later.
const form = document.querySelector("[data-draft-url]");
const PAUSE = 1200;
const PATIENCE = 3000; // how long a send waits for the last words to be kept
const KEEPALIVE = 60000; // bytes that a browser sends for a page that is gone

function fields(form, text) {
  return new URLSearchParams({ text: text.value, audience: form.elements.audience?.value ?? "" });
}

function post(form, url, body, options = {}) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true" };
  return fetch(url, { method: "POST", headers, body, redirect: "error", ...options });
}

function remembered(key, knownAt) {
  try {
    const copy = JSON.parse(localStorage.getItem(key) ?? "null");
    return copy && copy.at / 1000 > knownAt ? copy.text : "";
  } catch {
    return "";
  }
}

function keepDraft(form) {
  const text = form.querySelector("textarea");
  const state = form.querySelector("[data-draft-state]");
  const [words, discard, undo] = ["[data-draft-words]", "[data-discard]", "[data-undo]"].map((one) => state.querySelector(one));
  const key = `draft:${form.dataset.composer}`;
  let kept = text.value; // what the server has
  let timer = 0;
  let running = null;

  function say(sentence, time = "") {
    words.textContent = sentence;
    if (time) {
      const at = document.createElement("bdi");
      at.className = "when";
      at.textContent = time;
      words.append(" ", at);
    }
    const isEmpty = !text.value && !form.querySelector(".upload");
    discard.hidden = isEmpty;
    if (!isEmpty) undo.hidden = true;
  }

  async function save() {
    const now = text.value;
    try {
      const answer = await post(form, form.dataset.draftUrl, fields(form, text));
      if (!answer.ok) throw new Error(answer.status);
      const { saved } = await answer.json();
      kept = now;
      if (text.value === now) localStorage.removeItem(key);
      say(saved ? state.dataset.saved : "", saved);
      return true;
    } catch {
      say(text.value ? state.dataset.local : "");
      return false;
    }
  }

  function start() {
    clearTimeout(timer);
    timer = 0;
    running ??= save().finally(() => {
      running = null;
      if (text.value !== kept && !form.dataset.sending) later();
    });
    return running;
  }

  function later() {
    timer ||= setTimeout(start, PAUSE);
  }

  const known = Number(form.dataset.knownAt);
  const copy = remembered(key, known);
  if (copy && copy !== text.value && !form.querySelector("[aria-invalid]")) {
    text.value = copy;
    say(state.dataset.local);
    later();
  } else {
    localStorage.removeItem(key);
  }

  text.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify({ text: text.value, at: Date.now() }));
    if (words.textContent && text.value !== kept) say("");
    else say(words.textContent);
    clearTimeout(timer);
    timer = 0;
    later();
  });
  for (const radio of form.querySelectorAll("[name=audience]")) radio.addEventListener("change", () => text.value && later());

  addEventListener("pagehide", () => {
    if (form.dataset.sending || text.value === kept || text.value.length * 3 > KEEPALIVE) return;
    post(form, form.dataset.draftUrl, fields(form, text), { keepalive: true }).catch(() => {});
  });
  form.addEventListener("settle", (event) => {
    clearTimeout(timer);
    timer = 0;
    const last = text.value === kept && !running ? Promise.resolve() : Promise.resolve(running).then(save);
    const waited = Promise.race([last, new Promise((done) => setTimeout(done, PATIENCE))]);
    event.detail.waits.push(waited.then(() => true));
  });
  form.addEventListener("submit", (event) => event.defaultPrevented || localStorage.removeItem(key));

  let thrown = "";
  discard.addEventListener("click", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    timer = 0;
    await running;
    thrown = text.value;
    text.value = kept = "";
    localStorage.removeItem(key);
    form.dispatchEvent(new CustomEvent("discard"));
    const answer = await post(form, form.dataset.discardUrl, new URLSearchParams()).catch(() => null);
    say(answer?.ok ? state.dataset.gone : "");
    undo.hidden = !thrown;
    (thrown ? undo : text).focus();
  });
  undo.addEventListener("click", () => {
    text.value = thrown;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}

if (form) keepDraft(form);
