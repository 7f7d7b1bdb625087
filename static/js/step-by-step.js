// Turns the screens with the keys. Without this script the links of each screen do, as on a touch screen.
const shown = () => [...document.querySelectorAll(".step")].find((screen) => screen.checkVisibility());
const screens = document.querySelectorAll(".step");
const go = (screen, link) => screen.querySelector(`.turns [rel=${link}]`)?.click();
const open = (screen) => (location.hash = screen.querySelector("h2").id);

const keys = {
  ArrowLeft: () => go(shown(), "prev"),
  ArrowRight: () => go(shown(), "next"),
  PageUp: () => go(shown(), "prev"),
  PageDown: () => go(shown(), "next"),
  Home: () => open(screens[0]),
  End: () => open(screens[screens.length - 1]),
};
const SCROLLS = ["PageUp", "PageDown", "Home", "End"]; // where a screen is longer than the window

addEventListener("keydown", (event) => {
  const turn = keys[event.key];
  if (!turn || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (SCROLLS.includes(event.key) && document.documentElement.scrollHeight > innerHeight) return;
  event.preventDefault();
  turn();
});
