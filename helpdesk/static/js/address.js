// The proposal for an address never overwrites what was typed while it was on its way.
const typed = () => document.querySelector("#id_slug")?.value ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Typed"] = encodeURIComponent(typed());
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig?.headers["X-Typed"];
  if (asked !== undefined && asked !== encodeURIComponent(typed())) event.detail.shouldSwap = false;
});
