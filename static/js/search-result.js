// The search result below its two fields follows what is typed; the counts are read aloud after a pause.
const box = document.getElementById("search-result");
const count = document.getElementById("search-result-count");
const most = (name) => Number(box.dataset[name]);

const fieldOf = (name) => document.getElementById(`id_${name}`);
const typed = (name) => (fieldOf(name)?.value ?? "").trim().replace(/\s+/g, " ");

const lastSentence = (text) => {
  const ends = [".", "!", "?", "…"].map((mark) => text.lastIndexOf(`${mark} `));
  return text.slice(0, Math.max(...ends) + 1);
};

// As content/public/head.py cuts a summary: after a sentence, or else after a word.
const cut = (text, length) => {
  if (text.length <= length) return text;
  const sentences = lastSentence(text.slice(0, length + 1));
  if (sentences.length >= length / 2) return sentences;
  const lastSpace = text.slice(0, length).lastIndexOf(" ");
  const words = text.slice(0, lastSpace > 0 ? lastSpace : length - 1);
  return `${words.slice(0, length - 1).replace(/[ ,;:–-]+$/, "")}…`;
};

const put = (name, text, length) => {
  const [kept, lost] = box.querySelectorAll(`.result-${name} > *`);
  kept.textContent = text.slice(0, length);
  lost.textContent = text.slice(length);
};

const announce = (numbers) => {
  count.textContent = box.dataset.says.replace(/#(\d)/g, (_match, place) => numbers[place - 1]);
};

let pause;
const show = () => {
  const { site } = box.dataset;
  const title = typed("search_title") || typed("title");
  const description = typed("search_description") || cut(typed("summary"), most("text"));
  const fits = title.length <= most("title");
  put("title", site && fits ? `${title} – ${site}` : title, most("shown"));
  put("text", description, most("text"));
  clearTimeout(pause);
  pause = setTimeout(announce, 800, [title.length, most("shown"), description.length, most("text")]);
};

if (box && fieldOf("title")) {
  for (const name of ["title", "summary", "search_title", "search_description"]) {
    fieldOf(name)?.addEventListener("input", show);
  }
}
