// A picture of the thread opens large, over the page; one that cannot be drawn gives its place to its name.
const viewer = document.getElementById("viewer");

function withoutPicture(image) {
  image.closest(".attached")?.classList.remove("attached--picture");
  image.closest("[data-picture]")?.remove();
}

document.addEventListener("error", (event) => event.target.matches?.("[data-picture] img") && withoutPicture(event.target), true);
for (const image of document.querySelectorAll("[data-picture] img")) if (image.complete && !image.naturalWidth) image.decode().catch(() => withoutPicture(image)); // it failed before we listened

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-picture]");
  if (!link || !viewer || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  viewer.querySelector("#viewer-name").textContent = link.dataset.name;
  viewer.querySelector("[data-viewer-picture]").src = link.href;
  viewer.querySelector("[data-viewer-picture]").alt = link.dataset.name;
  viewer.querySelector("[data-viewer-file]").href = link.dataset.file;
  viewer.showModal();
});
viewer?.addEventListener("click", (event) => event.target === viewer && viewer.close());
viewer?.addEventListener("close", () => viewer.querySelector("[data-viewer-picture]").removeAttribute("src"));
