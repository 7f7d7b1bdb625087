// After a save without a reload: a row that is stored now is taken out at the next save; the checks are new.
document.addEventListener(
  "click",
  (event) => {
    const row = event.target.closest?.(".inline-deletelink")?.closest(".inline-related");
    const id = row?.querySelector("[name$='-id']");
    if (!id?.value) return;
    event.preventDefault();
    event.stopPropagation();
    const mark = document.createElement("input");
    Object.assign(mark, { type: "hidden", name: id.name.replace(/id$/, "DELETE"), value: "on" });
    row.append(mark);
    row.hidden = true;
    row.dispatchEvent(new Event("input", { bubbles: true }));
  },
  true,
);

document.addEventListener("draft:saved", async () => {
  const panel = document.getElementById("checks");
  if (!panel?.dataset.address) return;
  try {
    const answer = await fetch(panel.dataset.address, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok && !answer.redirected) panel.replaceWith(parsed(await answer.text()));
  } catch {} // the panel stays as it was until the next save
});
