// The clock of the strip, in the company's time zone, and the moment a page returns to the front.
const clock = document.querySelector("[data-live-clock]");

function tick() {
  const zone = clock.dataset.liveClock || undefined;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  clock.querySelector("b").textContent = time.format(new Date());
}

if (clock) setInterval(tick, 10000);
