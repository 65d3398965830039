// Shows what a form comes to while it is filled in. Whole micro-dollars; the server's answer counts.
for (const form of document.querySelectorAll("form[data-estimate]")) {
  const credit = Number(form.dataset.estimate);
  const count = form.elements.n;
  const fixed = (units, digits) => {
    const text = String(units).padStart(digits + 1, "0");
    return text.slice(0, -digits) + "." + text.slice(-digits);
  };
  form.addEventListener("input", () => {
    const chosen = form.elements.size?.selectedOptions[0] ?? count;
    const n = Math.min(Math.max(Math.trunc(Number(count.value)) || 1, 1), 1000000);
    const micros = Number(chosen.dataset.micros) * n;
    const credits = fixed(Math.round(micros * 100 / credit), 2);
    form.querySelector("output").firstChild.data = `${credits} credits `;
    form.querySelector("output .usd").textContent = `$${fixed(Math.round(micros / 100), 4)}`;
  });
}
