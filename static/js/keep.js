// Keeps what is typed on the desk, a moment after it was typed.
addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("said");
  if (!said?.dataset.keep) return;
  const form = said.closest("form");
  const copy = copyOf(form, said);
  barOf(said);
  let timer, first, unsent;

  const keep = async () => {
    clearTimeout(timer);
    first = 0;
    unsent = false;
    const answer = await tell(said.dataset.keep, () => new FormData(form));
    const { told } = answer;
    if (told?.notice !== undefined) document.getElementById("others").textContent = told.notice;
    if (told && "kept" in told && !told.elsewhere) {
      if (!unsent) copy.drop();
      return bar.kept(told.kept);
    }
    unsent = true;
    bar.trouble(answer);
    if (answer.silent || answer.signedOut) soon(5000);
  };
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  };
  const typed = () => {
    if (!unsent && document.getElementById("news").textContent) bar.say("");
    unsent = true;
    copy.write();
    first ||= Date.now();
    soon(Math.max(0, Math.min(2000, first + 15000 - Date.now())));
  };

  for (const kind of ["input", "change"]) form.addEventListener(kind, typed);
  django.jQuery(form).on("select2:select select2:clear", typed);
  document.addEventListener("formset:removed", typed);
  document.addEventListener("visibilitychange", () => unsent && keep());
  addEventListener("focus", () => unsent && keep());
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target !== form) return;
    copy.sent();
    clearTimeout(timer);
    unsent = false; // nothing is to be kept behind the back of this save
  });
  document.addEventListener("draft:saved", ({ detail }) => {
    bar.kept("");
    bar.say(detail.said);
    if (detail.typing) return;
    clearTimeout(timer);
    first = 0;
    unsent = false;
    copy.drop();
  });
  if (document.querySelector(".errornote")) typed();
});
