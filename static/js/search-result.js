// The search result below its two fields follows what is typed; the counts are read aloud after a pause.
addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("search-result");
  const count = document.getElementById("search-result-count");
  const field = (name) => document.getElementById(`id_${name}`);
  if (!box || !field("title")) return;
  const { site, says } = box.dataset;
  const [most, shown, text] = ["title", "shown", "text"].map((name) => Number(box.dataset[name]));
  const typed = (name) => (field(name)?.value ?? "").trim().replace(/\s+/g, " ");

  // As content/public/head.py cuts a summary: after a sentence, or else after a word.
  const cut = (words) => {
    if (words.length <= text) return words;
    const start = words.slice(0, text + 1);
    const end = Math.max(...[".", "!", "?", "…"].map((mark) => start.lastIndexOf(`${mark} `))) + 1;
    if (end >= text / 2) return start.slice(0, end);
    const whole = words.slice(0, text);
    const last = whole.lastIndexOf(" ");
    return `${whole.slice(0, last > 0 ? last : text - 1).slice(0, text - 1).replace(/[ ,;:–-]+$/, "")}…`;
  };
  const put = (name, words, at) => {
    const [kept, lost] = box.querySelectorAll(`.result-${name} > *`);
    kept.textContent = words.slice(0, at);
    lost.textContent = words.slice(at);
  };

  let pause;
  const show = () => {
    const title = typed("search_title") || typed("title");
    const about = typed("search_description") || cut(typed("summary"));
    put("title", site && title.length <= most ? `${title} – ${site}` : title, shown);
    put("text", about, text);
    clearTimeout(pause);
    const numbers = [title.length, shown, about.length, text];
    pause = setTimeout(() => (count.textContent = says.replace(/#(\d)/g, (_all, n) => numbers[n - 1])), 800);
  };
  for (const name of ["title", "summary", "search_title", "search_description"]) field(name)?.addEventListener("input", show);
});
