// Nothing typed is lost: the server keeps it a moment after it was typed, this computer until the server has it.
import { copyAt } from "./local-copy.js";
import { fill, form, forms, isMissing, isRefused, keeping, typedFields } from "./typed.js";

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
    const fresh = await request(keeping.address);
    if (!fresh.data) return fresh;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      field.value = fresh.data.token;
    }
    return send();
  });
  return lastRequest;
};

const keep = (fields, more = {}) =>
  post(keeping.address, () => {
    const data = new FormData();
    for (const [name, value] of [...fields(), ...Object.entries(more)]) data.append(name, value);
    data.append("csrfmiddlewaretoken", forms[0].elements.csrfmiddlewaretoken.value);
    return data;
  });

// The line that says what is kept and since when. Its messages are read aloud too.

const statusLine = document.getElementById("kept-line");
const message = document.getElementById("news");
const lastSaved = statusLine?.textContent;
let autosavedAt = 0;

const showAge = () => {
  const { now, seconds, minutes } = keeping;
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
  const { away, refused, elsewhere } = keeping;
  if (isUnreachable) showMessage(away);
  else if (isSignedOut) showMessage(document.getElementById("keeping").content.cloneNode(true));
  else if (data?.elsewhere) showMessage(elsewhere.replace("#", data.elsewhere));
  else showMessage(data?.said ?? refused);
};

// The copy on this computer

const localCopy = copyAt(`autosave ${keeping?.person} ${location.pathname}`);
let undecidedCopy; // an older one, which stays until the server has it or its writer has decided

const writeLocalCopy = (state) => {
  if (!undecidedCopy) localCopy.write({ at: Date.now(), fields: typedFields(), ...state });
};

const removeLocalCopy = () => {
  if (!undecidedCopy) localCopy.remove();
};

const decided = () => {
  undecidedCopy = undefined;
  removeLocalCopy();
};

// The box that offers what was typed before

const box = () => document.getElementById("kept");

const namesAndValues = (pairs) => {
  const fields = new Map();
  for (const [name, value] of pairs) {
    if (name === "unticked") fields.set(value, []);
    else fields.set(name, [...(fields.get(name) ?? []), ...(value === undefined ? [] : [value])]);
  }
  return fields;
};

const offeredFields = () =>
  namesAndValues([...box().querySelectorAll("[data-name]")].map(({ dataset }) => [dataset.name, dataset.value]));

const closeBox = () => {
  box().hidden = true;
};

// Of a text the server shows its form with it.
const putBack = async (fields) => {
  const response = await keep(() => fields, { _replace: "1" });
  if (!response.data || response.data.said) return showTrouble(response);
  decided();
  if (response.data.kept) location.href = "?kept=1";
};

// Into any other form it is filled in here, and belongs to this page from then on.
const fillIn = (fields) => {
  closeBox();
  const first = fill(fields);
  first?.scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
  autosave({ _replace: "1" });
};

const putLocalBack = () => {
  const { fields } = undecidedCopy;
  if (form) return putBack(fields);
  decided();
  fillIn(namesAndValues(fields));
};

const discardLocal = () => {
  decided();
  for (const part of box().querySelectorAll(".of-computer")) part.remove();
};

const choices = { put_back: () => fillIn(offeredFields()), put_local_back: putLocalBack, discard_local: discardLocal };

const decide = ({ target }) => choices[target.value]?.();

// What the page shows already, as after the browser's Back, is not offered to it: it is kept from here on.
const dropShown = () => {
  for (const [name, values] of offeredFields()) {
    if (isMissing(name, values)) continue;
    for (const line of box().querySelectorAll(`[data-name="${CSS.escape(name)}"]`)) line.parentElement.remove();
  }
  if (box().querySelector("[data-name]")) return;
  closeBox();
  autosave({ _replace: "1" });
};

// A page that was left scrolled down opens there again: the box is brought into view, and nothing is focused.
const showOffer = () => {
  if (!form && !box().hidden) dropShown();
  if (box().hidden) return;
  box().addEventListener("click", decide);
  for (const button of box().querySelectorAll("button[hidden]")) button.hidden = false;
  history.scrollRestoration = "manual";
  const { top, bottom } = box().getBoundingClientRect();
  if (!location.hash && (bottom > innerHeight || top < 0)) box().scrollIntoView();
  showMessage(box().querySelector("h2").textContent.trim());
};

export const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;

const withoutNumbers = (fields) =>
  JSON.stringify(fields.filter(([name]) => !["version", "revision", "opened", "window"].includes(name)));

const isStored = (copy) => {
  const copyWindow = copy.fields.find(([name]) => name === "window")?.[1];
  const hasArrived = copy.sent && copyWindow === keeping.window;
  return hasArrived || (form && withoutNumbers(copy.fields) === withoutNumbers(typedFields()));
};

// What this computer holds goes to the server, which says when it was typed by the clinic's clock.
const handOver = async () => {
  const copy = undecidedCopy;
  if (!copy) return;
  const response = await keep(() => copy.fields, { _age: Math.round((Date.now() - copy.at) / 1000) });
  const { data } = response;
  if (!data || !("kept" in data)) return showTrouble(response);
  if (!data.elsewhere) decided();
  if (data.offer) box().replaceWith(parsed(data.offer));
};

const offer = async () => {
  undecidedCopy = localCopy.read();
  if (undecidedCopy && isStored(undecidedCopy)) decided();
  // By then a browser has filled in again what was typed before its Back or Forward.
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
  await handOver();
  if (!form && new URLSearchParams(location.search).has("kept") && !box().hidden) fillIn(offeredFields());
  else showOffer();
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

const autosave = async (more) => {
  stopWaiting();
  const response = await keep(typedFields, more);
  const { data } = response;
  const others = document.getElementById("others");
  if (others && data?.notice !== undefined) others.textContent = data.notice;
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
  if (event.defaultPrevented || !forms.includes(event.target)) return;
  writeLocalCopy({ sent: true });
  clearTimeout(timer);
  isUnsent = false; // nothing is to be kept behind the back of this save
};

// The line stands at the end of the form that is typed in.
const moveStatusLine = (to) => {
  const said = document.getElementById("said");
  if (form || said.parentElement === to) return;
  to.append(said);
  said.hidden = false;
};

const start = () => {
  moveStatusLine(forms.find((each) => !each.closest("details")) ?? forms[0]);
  offer();
  setInterval(showAge, 10000);
  for (const each of forms) {
    each.addEventListener("input", () => moveStatusLine(each));
    each.addEventListener("input", autosaveSoon);
    each.addEventListener("change", autosaveSoon);
    globalThis.django?.jQuery(each).on("select2:select select2:clear", autosaveSoon);
  }
  document.addEventListener("formset:removed", autosaveSoon);
  document.addEventListener("visibilitychange", autosaveUnsent);
  addEventListener("focus", autosaveUnsent);
  addEventListener("submit", beforeSubmit);
  document.addEventListener("draft:saved", afterSave);
  // Somebody may have typed before this script came.
  if (isRefused || (!form && typedFields().length > 1)) autosaveSoon();
};

if (forms.length) start();
