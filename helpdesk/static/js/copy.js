// Copies what an element says. A page that showed a key once is asked for anew after a reload, not sent again.
const once = document.querySelector("[data-once]");
if (once) history.replaceState(null, "", once.dataset.once);

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    getSelection().selectAllChildren(source); // without a clipboard: selected, so that a keystroke copies it
    document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(document.getElementById(button.dataset.copy));
  button.querySelector("span").textContent = button.dataset.said;
  document.querySelector("[data-copy-said]").textContent = button.dataset.said;
});
