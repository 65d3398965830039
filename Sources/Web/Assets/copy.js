// Copies what stands in the code beside a button, or the button's own text.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.classList.add("ready");
  button.addEventListener("click", async () => {
    const code = button.parentElement.querySelector("code");
    await navigator.clipboard.writeText(button.dataset.copy || code.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}
