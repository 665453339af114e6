// Prepared texts: a slash on an empty line or the button opens them; type to find, arrows choose, Enter inserts, Escape closes.
// And what an answer leaves open ({{contact.first_name}}) is pointed out, and stops the sending.
const box = document.querySelector("[data-canned]");
const WAIT = 120;
const OFF = "keys-off"; // somebody dictates: no single key acts
const GAP = "[ \\t\\u00a0\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]*";

function start(form) {
  const text = form.querySelector("textarea");
  const open = form.querySelector("[data-canned-open]");
  const picker = new Picker(box, text, open);
  open.hidden = false;
  open.addEventListener("click", () => (box.hidden ? picker.open() : picker.close()));
  listenForSlash(text, picker);
  watchPlaces(form, text);
}

// -- the list ---------------------------------------------------------------------------------------------------

class Picker {
  constructor(root, text, button) {
    Object.assign(this, { root, text, button, typed: "", asked: 0, timer: 0 });
    this.words = root.querySelector("[role=combobox]");
    this.found = root.querySelector("[data-canned-found]");
    this.words.addEventListener("input", () => this.later());
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("change", (event) => event.target.type === "radio" && this.ask(true));
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("mousemove", (event) => this.choose(event.target.closest("[role=option]")));
    document.addEventListener("pointerdown", (event) => {
      if (!root.hidden && !root.contains(event.target) && !button.contains(event.target)) this.close(false);
    });
  }

  // `typed` is the letter that opened it: pressed again at once, it is written.
  open(typed = "") {
    this.typed = typed;
    this.words.value = "";
    this.root.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.words.focus();
    this.ask();
  }

  close(back = true) {
    this.root.hidden = true;
    this.asked += 1;
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.text.focus();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask(toRadio = false) {
    const turn = (this.asked += 1);
    const query = new URLSearchParams({ words: this.words.value, in: this.language() });
    const page = await get(`${this.root.dataset.canned}?${query}`);
    if (turn !== this.asked) return;
    if (page === null) this.found.textContent = this.root.dataset.failed;
    else this.found.innerHTML = page;
    this.choose(this.options()[0]);
    if (toRadio) this.found.querySelector("[type=radio]:checked")?.focus();
  }

  language() {
    return this.found.querySelector("[type=radio]:checked")?.value ?? "";
  }

  options() {
    return [...this.found.querySelectorAll("[role=option]")];
  }

  chosen() {
    return this.found.querySelector("[aria-selected=true]");
  }

  choose(option) {
    if (!option || option === this.chosen()) return;
    this.chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.words.setAttribute("aria-activedescendant", option.id);
  }

  move(step) {
    const options = this.options();
    const next = options.indexOf(this.chosen()) + step;
    this.choose(options[Math.min(options.length - 1, Math.max(0, next))]);
  }

  key(event) {
    if (event.isComposing) return;
    const inWords = event.target === this.words;
    const acts = {
      Escape: () => this.close(),
      ArrowDown: () => inWords && this.move(1),
      ArrowUp: () => inWords && this.move(-1),
      Enter: () => (inWords || event.target.type === "radio") && this.insert(this.chosen()),
      NumpadEnter: () => inWords && this.insert(this.chosen()),
    };
    if (acts[event.code] && acts[event.code]() !== false) {
      event.preventDefault();
      event.stopPropagation();
    } else if (inWords && this.typed && !this.words.value && event.key === this.typed) {
      event.preventDefault();
      this.close();
      write(this.text, this.typed);
    }
  }

  click(event) {
    if (event.target.closest("[data-canned-close]")) return this.close();
    this.insert(event.target.closest("[role=option]"));
  }

  async insert(option) {
    if (!option || this.busy) return;
    this.busy = true;
    const answer = await post(option.dataset.use, { in: this.language() }, this.text.form);
    this.busy = false;
    if (answer === null) return (this.found.textContent = this.root.dataset.failed);
    this.close();
    write(this.text, answer.text);
    if (answer.missing.length) select(this.text, answer.missing[0]);
  }
}

async function get(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

async function post(url, fields, form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams(fields);
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

// As if it were typed, so that undo takes it out again.
function write(text, words) {
  text.focus();
  if (document.execCommand("insertText", false, words)) return;
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// -- what opens it ----------------------------------------------------------------------------------------------

// The slash wherever a layout has it; on a layout whose slash key writes no letter (Hebrew: a full stop), that key too.
// Where it writes a letter (Arabic), the letter is meant. Ctrl or Cmd with the key opens it on every layout.
function listenForSlash(text, picker) {
  text.addEventListener("keydown", (event) => {
    if (event.code !== "Slash" || event.isComposing || event.shiftKey || event.altKey) return;
    const asked = event.ctrlKey || event.metaKey;
    if (!asked && (localStorage.getItem(OFF) || event.key === "/" || /\p{L}/u.test(event.key) || !atStart(text))) return;
    event.preventDefault();
    picker.open(asked ? "" : event.key);
  });
  text.addEventListener("beforeinput", (event) => {
    if (event.data !== "/" || event.isComposing || localStorage.getItem(OFF) || !atStart(text)) return;
    event.preventDefault();
    picker.open("/");
  });
}

function atStart(text) {
  const { value, selectionStart: at, selectionEnd: end } = text;
  if (at !== end) return false;
  const line = value.slice(value.lastIndexOf("\n", at - 1) + 1).split("\n")[0];
  return at === 0 || line.trim() === "";
}

// -- what is still open -----------------------------------------------------------------------------------------

function watchPlaces(form, text) {
  const notice = form.querySelector("[data-unfilled]");
  const names = box.dataset.names.split(" ");
  const show = () => point(notice, text, leftOver(text.value, names));
  text.addEventListener("input", show);
  notice.addEventListener("click", (event) => {
    const place = event.target.closest("[data-left]");
    if (place) select(text, place.dataset.left);
  });
  // Before anybody else hears of the sending: what is stopped here leaves draft and button as they are.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.submitter?.value === "note") return;
    const [first] = leftOver(text.value, names);
    if (first === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show();
    select(text, first);
  }, true);
  show();
}

function point(notice, text, places) {
  const shown = [...notice.querySelectorAll("[data-left]")].map((button) => button.dataset.left);
  if (shown.join("\n") === places.join("\n")) return;
  for (const button of notice.querySelectorAll("[data-left]")) button.remove();
  for (const place of places) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: place, dir: "ltr" });
    button.dataset.left = place;
    notice.append(button);
  }
  notice.hidden = !places.length;
}

function select(text, place) {
  const at = text.value.indexOf(place);
  if (at < 0) return;
  text.focus();
  text.setSelectionRange(at, at + place.length);
}

// The same rule as helpdesk/lib/placeholders.py: the server has the last word.
function leftOver(value, names) {
  const known = names.map((name) => name.replace(".", "\\.")).join("|");
  const ours = new RegExp(`\\{${GAP}(?:${known})(?![\\w.])(?:[^{}\\n]{0,200}\\}{1,2})?`, "gi");
  const bare = value.replace(/`[^`\n]{1,1000}`/g, (code) => (code.search(ours) < 0 ? " ".repeat(code.length) : code));
  const any = [...bare.matchAll(new RegExp(`\\{\\{${GAP}\\p{L}[^{}\\n]{0,200}\\}\\}`, "gu"))];
  const taken = new Set(any.map((place) => place.index + 1));
  const found = [...any, ...[...bare.matchAll(ours)].filter((place) => !taken.has(place.index))];
  return [...new Set(found.sort((one, other) => one.index - other.index).map((place) => place[0]))];
}

if (box) start(box.closest("form"));
