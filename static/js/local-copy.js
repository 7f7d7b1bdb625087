// What this computer holds of a page's form until the server has it, and of pages that were sent in its place.
const copies = (change) => {
  try {
    return change(localStorage);
  } catch {
    return null; // no room, not allowed, or not ours: the server keeps it all the same
  }
};

export const copyAt = (key) => ({
  read: () => copies((all) => JSON.parse(all.getItem(key))),
  write: (copy) => copies((all) => all.setItem(key, JSON.stringify(copy))),
  remove: () => copies((all) => all.removeItem(key)),
});

// What was saved by the page before this one may have been typed at another address, as a new text is.
const saved = document.querySelector("meta[name=saved-window]")?.content;
if (saved) {
  copies((all) => {
    for (const key of Object.keys(all)) if (all[key].includes(`"${saved}"`)) all.removeItem(key);
  });
}
