// Nothing typed is lost: the server keeps it a moment after it was typed, this computer until the server has it.
const statusBar = document.getElementById("said");

// The form that is autosaved; undefined on other pages, and for those who may only look.
export const form = statusBar?.dataset.keep ? statusBar.closest("form") : undefined;

// Requests to the server

const request = async (address, options) => {
  try {
    const response = await fetch(address, {
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(15000),
      ...options,
    });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return {
      status: response.status,
      isUnreachable: response.status >= 500,
      isSignedOut: response.redirected && response.url.includes("/login/"),
      data: isJson ? await response.json() : null,
    };
  } catch {
    return { isUnreachable: true };
  }
};

let lastRequest = Promise.resolve();

// One after the other: `body` is called when its turn has come, so that it gives what is typed by then.
export const post = (address, body) => {
  const send = () => request(address, { method: "POST", body: body() });
  lastRequest = lastRequest.then(async () => {
    const response = await send();
    if (response.status !== 403) return response;
    // After a sign-in in another tab the token is a new one.
    const fresh = await request(statusBar.dataset.keep);
    if (!fresh.data) return fresh;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      field.value = fresh.data.token;
    }
    return send();
  });
  return lastRequest;
};

// The status bar: what is kept and since when. Its messages are read aloud too.

const statusLine = document.getElementById("kept-line");
const message = document.getElementById("news");
const lastSaved = statusLine?.textContent;
let autosavedAt = 0;

const showAge = () => {
  const { now, seconds, minutes } = statusBar.dataset;
  const age = Math.round((Date.now() - autosavedAt) / 10000) * 10;
  if (!autosavedAt) statusLine.textContent = lastSaved;
  else if (age < 10) statusLine.textContent = now;
  else if (age < 120) statusLine.textContent = seconds.replace("#", age);
  else statusLine.textContent = minutes.replace("#", Math.floor(age / 60));
};

export const showMessage = (text) => {
  if (message.textContent !== (text.textContent ?? text)) message.replaceChildren(text);
};

const showAutosaved = (isAutosaved) => {
  autosavedAt = isAutosaved ? Date.now() : 0;
  showMessage("");
  showAge();
};

export const showTrouble = ({ isUnreachable, isSignedOut, data }) => {
  const { away, refused, elsewhere } = statusBar.dataset;
  if (isUnreachable) showMessage(away);
  else if (isSignedOut) showMessage(document.getElementById("signed-out").content.cloneNode(true));
  else if (data?.elsewhere) showMessage(elsewhere.replace("#", data.elsewhere));
  else showMessage(data?.said ?? refused);
};

// The copy on this computer

const storageKey = `autosave ${statusBar?.dataset.person} ${location.pathname}`;
const offer = document.getElementById("local");

export const typedFields = () =>
  [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_"),
  );

// An older copy that its writer has not decided about yet is left as it is.
const changeLocalCopy = (change) => {
  if (!offer.hidden) return;
  try {
    change();
  } catch {} // no room, or not allowed: the server keeps it all the same
};

const writeLocalCopy = (state) => {
  const copy = { at: Date.now(), fields: typedFields(), ...state };
  changeLocalCopy(() => localStorage.setItem(storageKey, JSON.stringify(copy)));
};

const removeLocalCopy = () => changeLocalCopy(() => localStorage.removeItem(storageKey));

// What was saved by the page before this one may have been typed at another address, as a new text is.
const removeSavedCopies = (savedWindow) => {
  for (const key of Object.keys(localStorage)) {
    if (savedWindow && localStorage[key].includes(`"${savedWindow}"`)) localStorage.removeItem(key);
  }
};

const readLocalCopy = () => {
  try {
    removeSavedCopies(statusBar.dataset.saved);
    return JSON.parse(localStorage.getItem(storageKey));
  } catch {
    return null; // not ours, or not allowed
  }
};

// The offer of what this computer holds and the server never got, as after a crash

const withoutNumbers = (fields) =>
  JSON.stringify(fields.filter(([name]) => !["version", "revision", "window"].includes(name)));

const isStored = (copy) => {
  const copyWindow = copy.fields.find(([name]) => name === "window")?.[1];
  const hasArrived = copy.sent && copyWindow === form.elements.window.value;
  return hasArrived || withoutNumbers(copy.fields) === withoutNumbers(typedFields());
};

const closeOffer = () => {
  offer.hidden = true;
  removeLocalCopy();
};

const putBack = async (copy) => {
  const response = await post(statusBar.dataset.keep, () => {
    const data = new FormData();
    for (const [name, value] of copy.fields) data.append(name, value);
    data.append("_replace", "1");
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return data;
  });
  if (!response.data || response.data.said) return showTrouble(response);
  closeOffer();
  if (response.data.kept) location.href = "?kept=1";
};

// As the server writes a day and time, in the clinic's order: see content/dates.py
const inWords = (moment) => {
  const { lang } = document.documentElement;
  const month = moment.toLocaleDateString(lang, { month: "long" });
  const [year, number, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  const days = {
    month: `${month} ${day}, ${year}`,
    day: `${day} ${month} ${year}`,
    year: [year, ...[number, day].map((part) => `${part}`.padStart(2, "0"))].join("-"),
  };
  return `${days[offer.dataset.dateOrder]}, ${moment.toLocaleTimeString(lang, { timeStyle: "short" })}`;
};

const offerLocalCopy = () => {
  const copy = readLocalCopy();
  if (!copy) return;
  if (isStored(copy)) return removeLocalCopy();
  offer.querySelector("time").textContent = inWords(new Date(copy.at));
  offer.hidden = false;
  offer.addEventListener("click", ({ target }) => {
    if (target.value === "discard") closeOffer();
    else if (target.value === "back") putBack(copy);
  });
};

// Autosave: 2 seconds after the last key, and at least every 15 seconds while somebody types

let timer;
let typingSince = 0;
let isUnsent = false;

const stopWaiting = () => {
  clearTimeout(timer);
  typingSince = 0;
  isUnsent = false;
};

const autosaveIn = (milliseconds) => {
  clearTimeout(timer);
  timer = setTimeout(autosave, milliseconds);
};

const autosave = async () => {
  stopWaiting();
  const response = await post(statusBar.dataset.keep, () => new FormData(form));
  const { data } = response;
  if (data?.notice !== undefined) document.getElementById("others").textContent = data.notice;
  if (data && "kept" in data && !data.elsewhere) {
    if (!isUnsent) removeLocalCopy();
    return showAutosaved(data.kept);
  }
  isUnsent = true;
  showTrouble(response);
  if (response.isUnreachable || response.isSignedOut) autosaveIn(5000);
};

const autosaveSoon = () => {
  if (!isUnsent && message.textContent) showMessage("");
  isUnsent = true;
  writeLocalCopy();
  typingSince ||= Date.now();
  autosaveIn(Math.max(0, Math.min(2000, typingSince + 15000 - Date.now())));
};

const autosaveUnsent = () => {
  if (isUnsent) autosave();
};

const afterSave = ({ detail }) => {
  showAutosaved(false);
  showMessage(detail.message);
  if (detail.isTyping) return;
  stopWaiting();
  removeLocalCopy();
};

const beforeSubmit = (event) => {
  if (event.defaultPrevented || event.target !== form) return;
  writeLocalCopy({ sent: true });
  clearTimeout(timer);
  isUnsent = false; // nothing is to be kept behind the back of this save
};

const start = () => {
  offerLocalCopy();
  setInterval(showAge, 10000);
  form.addEventListener("input", autosaveSoon);
  form.addEventListener("change", autosaveSoon);
  django.jQuery(form).on("select2:select select2:clear", autosaveSoon);
  document.addEventListener("formset:removed", autosaveSoon);
  document.addEventListener("visibilitychange", autosaveUnsent);
  addEventListener("focus", autosaveUnsent);
  addEventListener("submit", beforeSubmit);
  document.addEventListener("draft:saved", afterSave);
  if (document.querySelector(".errornote")) autosaveSoon();
};

if (form) start();
