// The line in the bar: what is kept and since when; trouble and good news are read aloud too.
let bar;
const barOf = (said) => (bar ??= makeBar(said));

const makeBar = (said) => {
  const line = document.getElementById("kept-line");
  const news = document.getElementById("news");
  const { now, seconds, minutes, away, refused, elsewhere } = said.dataset;
  const plain = line.textContent;
  let keptAt = 0;
  const tick = () => {
    const past = Math.round((Date.now() - keptAt) / 10000) * 10;
    if (!keptAt) line.textContent = plain;
    else if (past < 10) line.textContent = now;
    else line.textContent = past < 120 ? seconds.replace("#", past) : minutes.replace("#", Math.floor(past / 60));
  };
  setInterval(tick, 10000);
  const say = (text) => news.textContent === (text.textContent ?? text) || news.replaceChildren(text);
  return {
    say,
    kept(when) {
      keptAt = when ? Date.now() : 0;
      say("");
      tick();
    },
    trouble({ silent, signedOut, told }) {
      if (silent) say(away);
      else if (signedOut) say(document.getElementById("signed-out").content.cloneNode(true));
      else if (told?.elsewhere) say(elsewhere.replace("#", told.elsewhere));
      else say(told?.said ?? refused);
    },
  };
};
