// One text in several languages: fields marked data-translated become tabs, one for each language of the text.
const groups = new Map();

for (const input of document.querySelectorAll("[data-translated]")) {
  const row = input.closest(".form-row");
  const known = groups.get(input.dataset.translated) ?? [];
  groups.set(input.dataset.translated, [...known, { input, row, id: `tab-${input.id}` }]);
}

function show(parts, chosen) {
  for (const part of parts) {
    const open = part === chosen;
    part.row.hidden = !open;
    part.tab.setAttribute("aria-selected", String(open));
    part.tab.tabIndex = open ? 0 : -1;
  }
}

function mark(part) {
  part.tab.classList.toggle("is-empty", !part.input.value.trim());
}

function walk(parts, event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  const step = (steps[event.key] ?? 0) * (document.documentElement.dir === "rtl" ? -1 : 1);
  if (!step) return;
  const here = parts.findIndex((part) => part.tab === event.target);
  const next = parts[(here + step + parts.length) % parts.length];
  show(parts, next);
  next.tab.focus();
  event.preventDefault();
}

function tabOf(part, parts) {
  const tab = document.createElement("button");
  Object.assign(tab, { type: "button", id: part.id, textContent: part.input.dataset.language, lang: part.input.lang });
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", `${part.id}-panel`);
  tab.addEventListener("click", () => show(parts, part));
  part.input.addEventListener("input", () => mark(part));
  Object.assign(part.row, { id: `${part.id}-panel`, role: "tabpanel" });
  part.row.setAttribute("aria-labelledby", part.id);
  return tab;
}

for (const parts of groups.values()) {
  const list = document.createElement("div");
  list.className = "mt-tabs";
  list.setAttribute("role", "tablist");
  for (const part of parts) {
    part.tab = tabOf(part, parts);
    mark(part);
    list.append(part.tab);
  }
  list.addEventListener("keydown", (event) => walk(parts, event));
  parts[0].row.before(list);
  const wrong = parts.find((part) => part.row.classList.contains("errors"));
  show(parts, wrong ?? parts.find((part) => part.input.lang === document.documentElement.lang) ?? parts[0]);
}
