// Copies what an input or an element says: <button data-copy="its id" hidden>…<span data-copied="Copied">Copy</span></button>.
const once = document.querySelector("[data-once]"); // a page that showed a key is asked for anew by a reload, not sent again
if (once) history.replaceState(null, "", once.dataset.once);

const arm = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => (button.hidden = false));

async function copy(source) {
  try {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
  } catch {
    if (source.select) source.select(); // without a clipboard: selected, and copied as by a keystroke
    else getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(document.getElementById(button.dataset.copy));
  const label = button.querySelector("[data-copied]");
  label.setAttribute("role", "status");
  label.textContent = label.dataset.copied;
});

arm(document);
document.addEventListener("htmx:afterSettle", () => arm(document));
