// The tools of an editor are one stop of the Tab key, as in any toolbar; the arrow keys go from tool to tool.
import { eachEditor, whenCreated } from "./editors.js";

const buttonsOf = (bar) => [...bar.querySelectorAll("button")].filter((button) => !button.closest("[popover]"));

const toolsOf = (bar) => buttonsOf(bar).filter((button) => !button.disabled && button.checkVisibility());

const settle = (bar, current) => {
  const tools = toolsOf(bar);
  const stop = tools.includes(current) ? current : (tools.find((tool) => tool.tabIndex === 0) ?? tools[0]);
  for (const button of buttonsOf(bar)) button.tabIndex = button === stop ? 0 : -1;
};

const next = {
  ArrowRight: (tools, place) => tools[(place + 1) % tools.length],
  ArrowLeft: (tools, place) => tools.at(place - 1),
  Home: (tools) => tools[0],
  End: (tools) => tools.at(-1),
};

const onKey = (event) => {
  const tools = toolsOf(event.currentTarget);
  const place = tools.indexOf(document.activeElement);
  if (place < 0 || !next[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  next[event.key](tools, place).focus();
};

const start = (bar, editor) => {
  const name = editor.view.dom.getAttribute("aria-labelledby");
  if (name) bar.setAttribute("aria-labelledby", name);
  bar.role = "toolbar";
  bar.addEventListener("keydown", onKey);
  bar.addEventListener("focusin", ({ target }) => settle(bar, target));
  editor.on("transaction", () => settle(bar));
  settle(bar);
};

eachEditor(({ editor }) => {
  whenCreated(editor, () => {
    const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
    if (bar) start(bar, editor);
  });
});
