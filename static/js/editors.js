// The rich text editors of a page. A module may be run before or after an editor is made, and is told of all of them.
export const editors = new Map(); // {text box: the editor in its place}

// The text boxes that an editor takes the place of: as soon as it is made, or once their row is opened.
export const MARK = "data-django-prose-editor-configurable";
export const LATER = "data-editor-later";

export const isRich = (field) => field.matches(`textarea:is([${MARK}], [${LATER}])`);

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => editors.set(textarea, editor));

// Calls handle({ editor, textarea }) for each, those that are made later too.
export const eachEditor = (handle) => {
  for (const [textarea, editor] of editors) handle({ editor, textarea });
  document.addEventListener("prose-editor:ready", ({ detail }) => handle(detail));
};

// Calls handle() as soon as its tools are there.
export const whenCreated = (editor, handle) => {
  if (editor.isInitialized) handle();
  else editor.on("create", handle);
};
