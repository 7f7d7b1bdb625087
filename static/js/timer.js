// Counts down a hold or a rest, in words and without a sound; only once it is switched on.
const toggle = document.querySelector("[role=switch]");
const panel = document.getElementById("timer");
const [left, over, stop] = panel.querySelectorAll("[role=timer], [role=status], [data-stop]");
const starts = panel.querySelectorAll("[data-seconds]");
const unit = (unit) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
const minutes = unit("minute");
const seconds = unit("second");
let started; // the button that did
let ends;
let ticking;

const inWords = (rest) => {
  const parts = [];
  if (rest >= 60) parts.push(minutes.format(Math.floor(rest / 60)));
  if (rest % 60 || rest < 60) parts.push(seconds.format(rest % 60));
  return parts.join(" ");
};
const runs = (running) => {
  const hadFocus = panel.contains(document.activeElement);
  stop.hidden = !running;
  for (const start of starts) start.hidden = running;
  if (hadFocus) (running ? stop : started).focus();
};
const end = (words = "") => {
  clearInterval(ticking);
  left.textContent = "";
  over.textContent = words;
  runs(false);
};
const tick = () => {
  const rest = Math.ceil((ends - performance.now()) / 1000);
  if (rest > 0) left.textContent = inWords(rest);
  else end(over.dataset.over);
};

toggle.hidden = false;
toggle.addEventListener("click", () => {
  panel.hidden = !panel.hidden;
  toggle.ariaChecked = !panel.hidden;
  end();
});
stop.addEventListener("click", () => end());
for (const start of starts) {
  start.addEventListener("click", () => {
    started = start;
    ends = performance.now() + 1000 * start.dataset.seconds;
    over.textContent = "";
    runs(true);
    ticking = setInterval(tick, 200);
    tick();
  });
}
