// Menus, dialogs, drawers and toasts: open, close, dismiss.
const DRAWER = "list-drawer";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  const target = event.target.closest("[data-dialog], [data-close], [data-dismiss], [data-drawer]");
  if (!target) return;
  if (target.dataset.dialog) document.getElementById(target.dataset.dialog)?.showModal();
  if ("close" in target.dataset) target.closest("dialog").close();
  if ("dismiss" in target.dataset) target.closest(".notice").remove();
  if ("drawer" in target.dataset) toggle(target);
});

document.addEventListener("keydown", (event) => {
  if (event.code !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

function toggle(button) {
  const list = document.getElementById(button.getAttribute("aria-controls"));
  const open = list.classList.toggle(DRAWER);
  button.setAttribute("aria-expanded", String(open));
  if (open) list.querySelector(".row__link")?.focus();
}

// What somebody folded away stays folded.
function remember(root) {
  for (const part of root.querySelectorAll("details[data-fold]")) {
    const key = `fold:${part.dataset.fold}`;
    part.open = !localStorage.getItem(key);
    part.addEventListener("toggle", () => (part.open ? localStorage.removeItem(key) : localStorage.setItem(key, "1")));
  }
}

remember(document);
document.addEventListener("htmx:afterSettle", () => remember(document));
