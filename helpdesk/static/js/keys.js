// Shortcuts by physical key, so that they are the same on Arabic, Hebrew and Latin keyboards.
// An element says its key: data-key="KeyN". A link or button is pressed, a field is focused, a radio is chosen.
const OFF = "keys-off";
const help = document.getElementById("keys");
const toggle = document.querySelector("[data-keys-switch]");

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll(".row__link")];

function move(step) {
  const links = rows();
  if (!links.length) return;
  const focused = links.indexOf(document.activeElement);
  const here = focused >= 0 ? focused : links.findIndex((link) => link.closest(".is-here"));
  const next = links[Math.min(links.length - 1, Math.max(0, here + step))];
  if (next.checkVisibility()) next.focus();
  else if (next !== links[here]) next.click();
}

function press(code) {
  const target = [...document.querySelectorAll(`[data-key="${code}"]`)].find((element) => !element.disabled);
  if (!target) return false;
  if (target.matches("[type=radio]")) target.click();
  if (target.dataset.focus) document.getElementById(target.dataset.focus)?.focus();
  else if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

function act(event) {
  if (event.code === "Slash" && event.shiftKey) return help?.showModal(), true;
  if (event.shiftKey) return false;
  if (event.code === "KeyJ") return move(1), true;
  if (event.code === "KeyK") return move(-1), true;
  return press(event.code);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    if (press("Slash")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.code === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]") || localStorage.getItem(OFF)) return;
  if (act(event)) event.preventDefault();
});

if (toggle) {
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
