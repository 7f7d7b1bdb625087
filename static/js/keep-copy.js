// A copy on this computer of what is typed, until the desk has it.
const typedIn = (form) =>
  [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_"));

// An older copy that its writer has not decided about yet is left as it is.
const copyOf = (form, said) => {
  const key = `typed ${said.dataset.person} ${location.pathname}`;
  const older = document.getElementById("local");
  const put = (copy) => {
    if (!older.hidden) return;
    try {
      if (copy) localStorage.setItem(key, JSON.stringify(copy));
      else localStorage.removeItem(key);
    } catch {} // no room, or not allowed: the desk keeps it all the same
  };
  return {
    read: () => JSON.parse(localStorage.getItem(key)),
    write: () => put({ at: Date.now(), boxes: typedIn(form) }),
    sent: () => put({ at: Date.now(), boxes: typedIn(form), sent: true }),
    drop: () => put(null),
  };
};
