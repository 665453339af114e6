// Colleagues in a note: an @ and the first letters offer their names; arrows choose, Enter or Tab inserts, Escape
// closes. Without this a whole name behind an @ does the same.
const box = document.querySelector("[data-names]");
const WAIT = 80;
const BEGUN = /(?<![\p{L}\p{M}\p{N}_@.])@([\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]{0,40}|)$/u;

class Names {
  constructor(root, text) {
    Object.assign(this, { root, text, asked: 0, timer: 0, words: null });
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", root.id);
    text.addEventListener("input", () => this.later());
    text.addEventListener("click", () => this.later());
    text.addEventListener("keydown", (event) => this.key(event));
    text.addEventListener("blur", () => setTimeout(() => document.activeElement !== text && this.close(), WAIT));
    root.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the cursor stays where it is
      this.insert(event.target.closest("[role=option]"));
    });
  }

  // What is written between the @ and the cursor, in a note; null where no name is begun.
  begun() {
    if (this.text.form.elements.audience?.value !== "note") return null;
    const { selectionStart: at, selectionEnd: end, value } = this.text;
    return at === end ? (BEGUN.exec(value.slice(Math.max(0, at - 60), at))?.[1] ?? null) : null;
  }

  later() {
    clearTimeout(this.timer);
    this.words = this.begun();
    if (this.words === null) return this.close();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const turn = (this.asked += 1);
    const query = new URLSearchParams({ words: this.words });
    let page = "";
    try {
      const response = await fetch(`${this.root.dataset.names}?${query}`);
      if (response.ok && !response.redirected) page = await response.text();
    } catch {
      // Nothing is offered; a name that is typed out counts all the same.
    }
    if (turn !== this.asked || this.words === null) return;
    this.root.innerHTML = page;
    this.root.hidden = !this.options().length;
    this.choose(this.options()[0]);
  }

  close() {
    this.asked += 1;
    this.root.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }

  options() {
    return [...this.root.querySelectorAll("[role=option]")];
  }

  chosen() {
    return this.root.querySelector("[aria-selected=true]");
  }

  choose(option) {
    if (!option) return;
    this.chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", option.id);
  }

  move(step) {
    const options = this.options();
    this.choose(options[(options.indexOf(this.chosen()) + step + options.length) % options.length]);
  }

  key(event) {
    if (this.root.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Enter: () => this.insert(this.chosen()),
      NumpadEnter: () => this.insert(this.chosen()),
      Tab: () => this.insert(this.chosen()),
      Escape: () => this.close(),
    };
    if (!acts[event.code] || event.shiftKey) return;
    acts[event.code]();
    event.preventDefault();
    event.stopPropagation();
  }

  insert(option) {
    if (!option) return;
    const { selectionStart: at } = this.text;
    this.text.setSelectionRange(at - this.words.length, at);
    const name = `${option.dataset.name} `;
    if (!document.execCommand("insertText", false, name)) {
      this.text.setRangeText(name, at - this.words.length, at, "end");
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(this.timer);
    this.close();
  }
}

if (box) new Names(box, document.getElementById(box.dataset.for));
