// News from the desk, as ids. One tab of a browser holds the stream and passes on what it hears to the others.
// Whoever wants to know listens on document: "heard:change" {id, ticket, number, verb}, "heard:notice" (something of
// one's own came, or was read elsewhere), "heard:resync" (look at everything again), "heard:live" {away}. After the page
// was drawn anew there is "heard:shown".
const place = document.getElementById("live");
const KEPT = 200;
const RECENT = 30000;
const GRACE = 3000;
const ANSWER = 1000;
const RETRY = [1000, 2000, 5000, 10000, 30000];
const NAME = "heard-live";

const others = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const seen = new Set((place?.dataset.seen ?? "").split(" "));
const heard = []; // what the stream told lately, for tabs that open now
let last = "";
let away = false;
let leads = false;
let answered = false;
let ended = false;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`heard:${name}`, { detail }));

function receive(message) {
  answered = true;
  if (message.kind === "change") hear(message.change);
  if (message.kind === "notice") tell("notice");
  if (message.kind === "resync") tell("resync");
  if (message.kind === "state") turn(message.away);
  if (message.kind === "hello" && leads) greet();
}

function share(message) {
  receive(message);
  others?.postMessage(message);
}

function hear(change) {
  if (change.id > last) last = change.id;
  if (seen.has(change.id)) return;
  seen.add(change.id);
  if (seen.size > KEPT) seen.delete(seen.values().next().value);
  tell("change", change);
}

function turn(gone) {
  if (gone === away) return;
  away = gone;
  place.querySelector(".live__note").hidden = !away;
  tell("live", { away });
}

// A tab that opens hears what the others heard since shortly before it was drawn.
function greet() {
  others?.postMessage({ kind: "state", away });
  const now = Date.now();
  for (const { at, change } of heard) if (now - at < RECENT) others?.postMessage({ kind: "change", change });
}

// -- the stream itself ----------------------------------------------------------------------------------------

let source = null;
let retry = 0;
let missing = 0;
let failed = 0;

function open() {
  close();
  const url = new URL(place.dataset.stream, location.href);
  url.searchParams.set("since", place.dataset.since);
  if (last) url.searchParams.set("last", last);
  const mine = (source = new EventSource(url, { withCredentials: true }));
  const on = (name, act) => mine.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("hello", (state) => {
    clearTimeout(missing);
    missing = failed = 0;
    share({ kind: "state", away: state.away });
  });
  on("change", (change) => {
    heard.push({ at: Date.now(), change });
    if (heard.length > KEPT) heard.shift();
    share({ kind: "change", change });
  });
  on("notice", () => share({ kind: "notice" }));
  on("away", () => share({ kind: "state", away: true }));
  on("back", () => {
    share({ kind: "state", away: false });
    share({ kind: "resync" });
  });
  on("resync", () => share({ kind: "resync" }));
  mine.addEventListener("error", () => mine === source && lose());
}

// It broke, or was refused: say so if it does not come back at once, and try again, ever more seldom.
function lose() {
  close();
  missing ||= setTimeout(() => share({ kind: "state", away: true }), GRACE);
  retry = setTimeout(open, RETRY[Math.min(failed++, RETRY.length - 1)] * (0.8 + 0.4 * Math.random()));
}

function close() {
  source?.close();
  source = null;
  clearTimeout(retry);
}

// -- who holds it ---------------------------------------------------------------------------------------------

function lead(options) {
  navigator.locks
    .request(NAME, options, () => {
      leads = true;
      open();
      return new Promise(() => {});
    })
    .catch(() => {
      // A tab that is looked at took over: this one sleeps, or was too slow to answer.
      leads = false;
      close();
      clearTimeout(missing);
      if (!ended) lead({});
    });
}

// Browsers put tabs in the background to sleep; one that does not answer must not keep the others from hearing.
function ask() {
  if (leads || document.hidden || ended) return;
  answered = false;
  others.postMessage({ kind: "hello" });
  setTimeout(() => {
    if (!answered && !leads && !document.hidden && !ended) lead({ steal: true });
  }, ANSWER);
}

function start() {
  if (!others || !navigator.locks) return open();
  others.addEventListener("message", (event) => receive(event.data));
  lead({});
  document.addEventListener("visibilitychange", ask);
  ask();
}

if (place?.dataset.stream) {
  start();
  document.addEventListener("heard:ended", () => {
    ended = true;
    close();
    clearTimeout(missing);
    place.querySelector(".live__note").hidden = true;
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted && leads) open();
  });
}
