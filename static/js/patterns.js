// Headings to begin with are put below what is written already, without leaving the page.
import { fill } from "./typed.js";

const card = document.querySelector(".patterns");
const text = document.getElementById("id_body");

card?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-body]");
  if (!link || !text) return;
  event.preventDefault();
  const { body, subject } = link.dataset;
  const isEmpty = !text.value.replace(/<[^>]*>/g, "").trim();
  const fields = new Map([["body", [isEmpty ? body : text.value + body]]]);
  if (subject) fields.set("subject", [subject]);
  fill(fields);
  card.hidden = true;
  document.getElementById("at-body")?.scrollIntoView();
});
