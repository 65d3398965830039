// Keeps the form's two sides, the call below and the price in step: the server works them out.
const form = document.querySelector("form[data-example-at]");
if (form) {
  const json = form.elements.json;
  const side = form.elements.side;
  const code = document.querySelector("#call code");
  const note = (name) => form.querySelector(`#f-${name}-note .error`);
  let timer, asked = 0;
  const ask = async () => {
    const number = ++asked;
    const data = new FormData(form);
    // The file itself need not travel for a price.
    if (data.get("image")?.size) data.set("picture", "chosen");
    data.delete("image");
    data.set("lang", document.querySelector("#call [aria-current]")?.dataset.language ?? "curl");
    const answer = await fetch(form.dataset.exampleAt, { method: "POST", body: data });
    if (!answer.ok || number !== asked) return;
    const shown = await answer.json();
    for (const field of form.querySelectorAll("[id^=f-]")) {
      const place = note(field.name);
      if (place) place.textContent = shown.errors[field.name] ?? "";
      if (side.checked && field.name in shown.texts) field.value = shown.texts[field.name];
    }
    note("json").textContent = shown.problem ?? "";
    if (!side.checked) json.value = shown.json;
    if (code && !shown.problem) code.textContent = shown.code;
    form.querySelector("button.primary").textContent = shown.button;
    form.querySelector(".note").textContent = shown.note;
  };
  form.addEventListener("input", (event) => {
    if (event.target !== side) side.checked = event.target === json;
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
}
