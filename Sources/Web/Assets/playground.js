// Says what a run costs while the form is filled in: the server works it out. Ctrl or ⌘ with Enter
// runs; a picture may be dropped onto the form.
const form = document.querySelector("form[data-estimate-at]");
const button = form.querySelector("button.primary");
const note = form.querySelector(".note");
let timer, asked = 0;
const ask = async () => {
  const number = ++asked;
  const data = new FormData(form);
  // The file itself need not travel for a price.
  if (data.get("image")?.size) data.set("picture", "chosen");
  data.delete("image");
  const answer = await fetch(form.dataset.estimateAt, { method: "POST", body: data });
  if (!answer.ok || number !== asked) return;
  const estimate = await answer.json();
  button.textContent = estimate.button;
  note.textContent = estimate.note;
  for (const cost of form.querySelectorAll("[data-cost]")) {
    cost.textContent = estimate.costs[cost.dataset.cost] ?? cost.textContent;
  }
};
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(button);
});
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  form.elements.image.files = event.dataTransfer.files;
  form.dispatchEvent(new Event("input"));
});
