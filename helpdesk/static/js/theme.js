// The theme switch works by :has(:checked) alone; this remembers the choice so that the server paints it next time.
const YEAR = 31536000;

for (const input of document.querySelectorAll("[data-theme-choice]")) {
  input.addEventListener("change", () => {
    document.documentElement.dataset.theme = input.value;
    document.cookie = `theme=${input.value}; path=/; max-age=${YEAR}; samesite=lax`;
    for (const twin of document.querySelectorAll(`[data-theme-choice][value="${input.value}"]`)) twin.checked = true;
  });
}
