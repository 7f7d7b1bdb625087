// A window of the editor: a <dialog> of the page that is filled in, and closes with what was typed or with null.
export const fieldsOf = (dialog) => dialog.querySelector("form").elements;

export const showProblem = (dialog, sentence = "") => {
  dialog.querySelector(".problem").textContent = sentence;
};

// `accept` gets the fields; it gives what the window answers, or null to keep it open.
export const ask = (dialog, accept) =>
  new Promise((resolve) => {
    const form = dialog.querySelector("form");
    let answer = null;
    const submit = async (event) => {
      event.preventDefault();
      if (event.submitter?.value === "cancel") return dialog.close();
      const button = form.querySelector("[value=ok]");
      if (button.ariaBusy) return;
      button.ariaBusy = "true";
      answer = await accept(form.elements);
      button.ariaBusy = null;
      if (!answer) return;
      dialog.close();
      end(); // before the next key is pressed: the event comes later, maybe when the window is open again
    };
    const end = () => {
      if (dialog.open) return;
      form.removeEventListener("submit", submit);
      dialog.removeEventListener("close", end);
      resolve(answer);
    };
    showProblem(dialog);
    form.addEventListener("submit", submit);
    dialog.addEventListener("close", end);
    dialog.showModal();
  });

// While a window is open the browser may lose the place of the caret: gives a function that goes back to it.
export const keepSelection = (editor) => {
  const { doc, selection } = editor.state;
  return () => {
    if (!editor.state.doc.eq(doc)) return;
    editor.view.focus();
    const { tr } = editor.state;
    editor.view.dispatch(tr.setSelection(selection.constructor.fromJSON(tr.doc, selection.toJSON())));
  };
};
