// What is typed on this page: of a text all that its form holds, of any other form what is not as it was shown.
import { editors } from "./editors.js";

export const keeping = document.getElementById("keeping")?.dataset;

// The form of a text; undefined on other pages, and for those who may only look.
export const form = (keeping && document.querySelector("form:has([name=window])")) ?? undefined;

const WORDS = "textarea, [type=text], [type=url], [type=email], [type=tel], [type=search]";
const SECRETS = "[type=password], [autocomplete=one-time-code]";

const takesWords = (other) => other.querySelector(WORDS) && !other.querySelector(SECRETS);

// The other forms of a page: all that send words, and no secret.
const findForms = () => [...document.querySelectorAll("form[method=post]")].filter(takesWords);
export const forms = form ? [form] : keeping ? findForms() : [];

const isTyped = ({ name, type, disabled }) =>
  name && !disabled && !/^_|^csrf/.test(name) && !/hidden|password|file|submit|button|reset|fieldset/.test(type);

const valuesOf = (field) => {
  if (["checkbox", "radio"].includes(field.type)) return field.checked ? [field.value] : [];
  return field.selectedOptions ? [...field.selectedOptions].map(({ value }) => value) : [field.value];
};

// {name: [values]} of the boxes of some forms
const boxes = (some) => {
  const found = new Map();
  for (const field of some.flatMap(({ elements }) => [...elements]).filter(isTyped)) {
    found.set(field.name, [...(found.get(field.name) ?? []), ...valuesOf(field)]);
  }
  return found;
};

const asShown = (other) => {
  const copy = other.cloneNode(true);
  copy.reset();
  return copy;
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// A page that shows mistakes shows what was typed: nothing of it is stored.
export const isRefused = document.querySelector(form ? ".errornote" : ".errorlist, .errornote, .wrong") !== null;

const changedFields = () => {
  const shown = isRefused ? new Map() : boxes(forms.map(asShown));
  return [...boxes(forms)]
    .filter(([name, values]) => !isSame(values, shown.get(name)))
    .flatMap(([name, values]) => (values.length ? values.map((value) => [name, value]) : [["unticked", name]]));
};

const allFields = () =>
  [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_"),
  );

// [[name, value]]
export const typedFields = () => (form ? allFields() : [["window", keeping.window], ...changedFields()]);

// Putting it back

// Opens all that an element stands in.
export const reveal = (element) => {
  for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
};

const put = (field, values, place) => {
  if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
  else if (field.options) {
    const missing = values.filter((value) => ![...field.options].some((option) => option.value === value));
    field.append(...missing.map((value) => new Option(value, value)));
    for (const option of field.options) option.selected = values.includes(option.value);
  } else field.value = values[place] ?? "";
  reveal(field);
  editors.get(field)?.commands.setContent(field.value);
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
};

const fieldsNamed = (name) =>
  forms.flatMap(({ elements }) => [...elements]).filter((field) => field.name === name && isTyped(field));

// Is there a box on the page that does not hold these values?
export const isMissing = (name, values) => fieldsNamed(name).length > 0 && !isSame(boxes(forms).get(name), values);

// Fill in {name: [values]}; gives the first box.
export const fill = (fields) => {
  for (const [name, values] of fields) fieldsNamed(name).forEach((field, place) => put(field, values, place));
  return fieldsNamed([...fields.keys()].find((name) => fieldsNamed(name).length))[0];
};

// So that the server knows which page sends the words, see content/admin/unsaved/.
if (!form) {
  for (const other of forms) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "window" });
    field.value = keeping.window;
    other.append(field);
  }
}
