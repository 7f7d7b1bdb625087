// A citation pasted into the box of a source's authors or title goes into all the boxes of that source.
const DOI = /\b10\.\d{4,9}\/[^\s"<>]*[^\s"<>.,;)\]]/;
const ADDRESS = /https?:\/\/[^\s"<>]*[^\s"<>.,;)\]]/;
const LOOKED_UP = /\s*(?:https?:\/\/\S+|doi:?\s*\S+|PMC?ID:?\s*\S+|(?:Accessed|Retrieved|Available|Epub)\b.*)/gi;
const YEAR = /\b(?:19|20)\d{2}\b/;
const APA = /^(.+?)\s*\(((?:19|20)\d{2})[a-z]?(?:,[^)]*)?\)\.\s+(.+?[.?!])(?:\s+(.+))?$/;
const APA_NAME = /(\p{L}[\p{L}'’ -]*),\s*((?:-?\p{Lu}\.[\s-]*)+)/gu;
const END_OF_SENTENCE = /(?<=[.?!])\s+/;

const bare = (words = "") => words.trim().replace(/[.,;]+$/, "");

// "Roe, J. A., & Doe, K." → "Roe JA, Doe K"
const shortNames = (names) =>
  [...names.matchAll(APA_NAME)]
    .map(([, name, initials]) => `${name.trim()} ${initials.replace(/[^\p{Lu}]/gu, "")}`)
    .join(", ") || bare(names);

const fromApa = (text) => {
  const [, names, year, title, place = ""] = APA.exec(text) ?? [];
  if (!names) return null;
  return { authors: shortNames(names), title: bare(title), published_in: bare(place.split(/,\s*\d/)[0]), year };
};

// Of AMA and PubMed: authors. Title. Journal. Year;volume(number):pages.
const fromSentences = (text) => {
  const parts = text.split(END_OF_SENTENCE);
  const place = parts.findIndex((part, number) => number > 1 && YEAR.test(part));
  if (place < 0) return null;
  const [year] = YEAR.exec(parts[place]);
  const journal = bare(parts[place].split(year)[0]).replace(/^Published\b.*/i, "");
  const titleEnd = journal || place < 3 ? place : place - 1;
  return {
    authors: bare(parts[0]),
    title: bare(parts.slice(1, titleEnd).join(" ")),
    published_in: journal || bare(titleEnd < place ? parts[titleEnd] : ""),
    year,
  };
};

// The parts of a citation by the names of the boxes, or null for anything else.
export const parseCitation = (pasted) => {
  const text = pasted.replace(/\s+/g, " ").trim().replace(/^(?:\[\d+\]|\d+\.)\s+/, "");
  const doi = DOI.exec(text)?.[0] ?? "";
  const url = doi ? "" : (ADDRESS.exec(text)?.[0] ?? "");
  const words = text.replace(LOOKED_UP, "");
  const parts = fromApa(words) ?? fromSentences(words);
  return parts && { ...parts, doi, url };
};

const fill = (box, value) => {
  if (!box || box.value || !value) return;
  const isTooLong = box.maxLength > 0 && value.length > box.maxLength;
  box.value = isTooLong ? `${value.slice(0, box.maxLength - 8).replace(/,?[^,]*$/, "")}, et al` : value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("paste", (event) => {
  const [, row] = /^(sources-\d+)-(?:authors|title)$/.exec(event.target.name ?? "") ?? [];
  const parts = row && !event.target.value && parseCitation(event.clipboardData.getData("text/plain"));
  if (!parts) return;
  event.preventDefault();
  for (const [name, value] of Object.entries(parts)) fill(event.target.form.elements[`${row}-${name}`], value);
});
