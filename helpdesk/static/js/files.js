// The names of chosen files, beside the button that chose them.
for (const input of document.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    const names = input.parentElement.querySelector("[data-file-names]");
    if (names) names.textContent = [...input.files].map((file) => file.name).join(", ");
  });
}
