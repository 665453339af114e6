// The form of a desk, where this tag stands: <script src="https://your-desk/form/embed.js" async></script>
// Language and direction are those of the page around it; data-lang and data-theme ("light", "dark") say otherwise.
(() => {
  const TITLES = { ar: "نموذج مراسلة", he: "טופס פנייה", en: "Contact form" };
  const tag = document.currentScript;
  const desk = new URL(tag.src).origin;
  const around = tag.parentElement ?? document.documentElement;
  const schemes = getComputedStyle(document.documentElement).colorScheme;
  const theme = tag.dataset.theme ?? (schemes.includes("dark") ? (schemes.includes("light") ? "" : "dark") : "light");
  const asked = new URLSearchParams({
    lang: tag.dataset.lang ?? around.closest("[lang]")?.lang ?? "",
    dir: getComputedStyle(around).direction,
    theme,
    site: location.origin,
  });

  const frame = document.createElement("iframe");
  frame.src = `${desk}/form/embed/?${asked}`;
  frame.title = tag.dataset.title ?? TITLES[asked.get("lang").split("-")[0]] ?? TITLES.en;
  frame.loading = "lazy";
  frame.referrerPolicy = "origin";
  Object.assign(frame.style, { display: "block", inlineSize: "100%", blockSize: "40rem", border: "0", colorScheme: "normal" });

  let shown = 0;
  addEventListener("message", (event) => {
    if (event.origin !== desk || event.source !== frame.contentWindow) return;
    const { heard, height } = event.data ?? {};
    if (heard === "height" && Number.isFinite(height)) frame.style.blockSize = `${Math.min(Math.max(height, 120), 6000)}px`;
    if (heard === "shown" && shown++) frame.scrollIntoView({ block: "nearest" });
  });
  tag.after(frame);
})();
