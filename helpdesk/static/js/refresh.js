// Draws what changed: asks for the page's own live part and mends the open page with it, node by node, so that focus,
// scroll, selection, open folds and what is being typed stay as they are.
const place = document.getElementById("live");
const GATHER = 60;
const PAUSE = 700;
const MINUTE = 60000;
const POLL = 15000;

let timer = 0;
let running = false;
let again = false;
let began = 0;
let polling = 0;
let stopped = false;

function want() {
  again = !stopped;
  if (stopped || document.hidden || running || timer) return;
  timer = setTimeout(run, Math.max(GATHER, began + PAUSE - Date.now()));
}

async function run() {
  timer = 0;
  again = false;
  running = true;
  began = Date.now();
  try {
    const response = await fetch(place.dataset.part, { headers: { "Heard-Live": "1" }, cache: "no-store" });
    if (response.redirected || [401, 403, 404].includes(response.status)) return stop();
    if (response.ok) draw(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // The desk is away; the next news, or the next look, comes.
  } finally {
    running = false;
    if (again) want();
  }
}

// Signed out, or no longer here: what is on the screen stays, and nothing asks any more.
function stop() {
  stopped = true;
  document.dispatchEvent(new CustomEvent("heard:ended"));
}

function draw(fresh) {
  for (const part of fresh.body.querySelectorAll(":scope > [id]")) {
    const region = document.getElementById(part.id);
    if (!region) continue;
    if (region.querySelector(".htmx-request")) again = true; // its own answer is on the way
    else keeping(region, () => mend(region, part));
  }
  document.dispatchEvent(new CustomEvent("heard:shown"));
}

// -- what must not move -----------------------------------------------------------------------------------------

function keeping(region, change) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const anchor = inSight(region);
  const top = anchor?.getBoundingClientRect().top;
  change();
  window.htmx?.process(region);
  if (anchor?.isConnected) scroller(region).scrollTop += anchor.getBoundingClientRect().top - top;
  if (!focused || focused === document.activeElement) return;
  if (focused.isConnected) focused.focus({ preventScroll: true });
  else region.closest("[tabindex]")?.focus({ preventScroll: true });
}

function scroller(region) {
  for (let box = region; box; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && ["auto", "scroll"].includes(getComputedStyle(box).overflowY)) return box;
  }
  return null;
}

// What somebody has scrolled to stays where it is; who reads the newest, or the beginning, goes on seeing it.
function inSight(region) {
  const box = scroller(region);
  if (!box || Math.abs(box.scrollTop) < 4) return null;
  const edge = box.getBoundingClientRect().top;
  return [...region.querySelectorAll("[data-live-key], .msg")].find((node) => node.getBoundingClientRect().bottom > edge);
}

// -- mending ------------------------------------------------------------------------------------------------------

const keyOf = (node) => node.id || node.dataset?.liveKey || "";
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && !keyOf(a) && !keyOf(b);

function mend(old, fresh) {
  const kept = new Map([...old.children].filter(keyOf).map((node) => [keyOf(node), node]));
  let here = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const known = keyOf(node) ? kept.get(keyOf(node)) : here && alike(here, node) ? here : null;
    if (!known || known.nodeName !== node.nodeName) {
      old.insertBefore(document.importNode(node, true), here);
      continue;
    }
    if (known === here) here = here.nextSibling;
    else old.insertBefore(known, here);
    update(known, node);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function update(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  if (old instanceof SVGElement) return old.replaceWith(document.importNode(fresh, true)); // its clock starts anew
  const choosing = old === document.activeElement && old.matches("select, input, textarea");
  if (choosing) return;
  attributes(old, fresh);
  mend(old, fresh);
  if (old.matches("select")) old.value = fresh.value;
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// -- when -----------------------------------------------------------------------------------------------------------

if (place?.dataset.part) {
  for (const name of ["heard:change", "heard:notice", "heard:resync"]) document.addEventListener(name, want);
  document.addEventListener("heard:live", ({ detail }) => {
    clearInterval(polling);
    polling = detail.away ? setInterval(want, POLL) : 0;
    want();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (again || Date.now() - began > MINUTE)) want();
  });
  setInterval(want, MINUTE); // lateness comes by itself, without news
}
