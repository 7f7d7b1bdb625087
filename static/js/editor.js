// Every rich text editor: a name for screen readers, drop-downs that say what they are for, and a new paragraph
// without the mark of the one before.
import { eachEditor, whenCreated } from "./editors.js";

// The button of a drop-down is another one whenever what it shows has changed.
const describe = (dropDown, editor) => {
  const [opener, picker] = dropDown.children;
  const isOfRows = picker.querySelector("[data-name^='classLoom:row:']") !== null;
  const say = () => {
    dropDown.hidden = isOfRows && !editor.isActive("tableRow");
    const button = opener.firstElementChild;
    button.ariaHasPopup = "true";
    button.ariaExpanded = String(picker.matches(":popover-open"));
  };
  dropDown.role = "group";
  [dropDown.ariaLabel] = picker.textContent.split(":");
  picker.addEventListener("toggle", say);
  editor.on("transaction", say);
  say();
};

eachEditor(({ editor, textarea }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (!label) return;
  label.id = `${textarea.id}_label`;
  label.addEventListener("click", () => editor.commands.focus());
  const textbox = editor.view.dom;
  textbox.role = "textbox";
  textbox.ariaMultiLine = "true";
  textbox.setAttribute("aria-labelledby", label.id);
});

eachEditor(({ editor }) => {
  whenCreated(editor, () => {
    for (const dropDown of editor.view.dom.parentElement.querySelectorAll(".prose-menubar__dropdown")) {
      describe(dropDown, editor);
    }
  });
  editor.view.dom.addEventListener("keydown", ({ key }) => {
    const { $from, empty } = editor.state.selection;
    const isNew = key === "Enter" && empty && !$from.parent.content.size;
    if (isNew) editor.commands.updateAttributes("paragraph", { class: null });
  });
});
