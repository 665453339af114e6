// The word on an address comes too late once another one was typed: what somebody types is never replaced.
document.addEventListener("htmx:beforeSwap", (event) => {
  const field = document.getElementById("id_slug");
  const asked = event.detail.requestConfig.parameters.slug ?? "";
  if (field && field.value !== asked) event.detail.shouldSwap = false;
});
