// A click on the big picture says what matters in it; the mark and the crops follow the numbers.
addEventListener("DOMContentLoaded", () => {
  const picker = document.querySelector(".focus-picker.may");
  const boxes = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`));
  if (!picker || !boxes.every(Boolean)) return;
  const shown = document.querySelectorAll(".focus-mark, .crop");

  const show = () =>
    boxes.forEach((box, axis) => {
      const place = Math.min(100, Math.max(0, Number(box.value) || 0));
      // In steps of 10, as patients will see it; only the mark stands exactly there.
      for (const one of shown) {
        const step = one.matches(".focus-mark") ? place : Math.floor((place + 5) / 10) * 10;
        one.style.setProperty(axis ? "--fy" : "--fx", `${step}%`);
      }
    });

  picker.addEventListener("click", ({ clientX, clientY }) => {
    const { left, top, width, height } = picker.getBoundingClientRect();
    const places = [(clientX - left) / width, (clientY - top) / height];
    boxes.forEach((box, axis) => {
      box.value = Math.min(100, Math.max(0, Math.round(places[axis] * 100)));
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  boxes.forEach((box) => box.addEventListener("input", show));
  show();
});
