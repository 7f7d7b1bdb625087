// A click on the big picture sets what matters in it; the mark and the crops follow the numbers.
const picker = document.querySelector(".focus-picker.may");
const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`));
const views = document.querySelectorAll(".focus-mark, .crop");

const percent = (number) => Math.min(100, Math.max(0, number));

const show = () =>
  fields.forEach((field, axis) => {
    const place = percent(Number(field.value) || 0);
    // In steps of 10, as patients will see it; only the mark stands exactly there.
    for (const view of views) {
      const step = view.matches(".focus-mark") ? place : Math.floor((place + 5) / 10) * 10;
      view.style.setProperty(axis ? "--fy" : "--fx", `${step}%`);
    }
  });

const choose = ({ clientX, clientY }) => {
  const { left, top, width, height } = picker.getBoundingClientRect();
  const places = [(clientX - left) / width, (clientY - top) / height];
  fields.forEach((field, axis) => {
    field.value = percent(Math.round(places[axis] * 100));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

if (picker && fields.every(Boolean)) {
  picker.addEventListener("click", choose);
  for (const field of fields) field.addEventListener("input", show);
  show();
}
