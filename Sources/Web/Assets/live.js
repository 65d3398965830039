// Swaps in what the server makes of each part of the page as it changes. A tab that nobody looks at
// for a minute gives its connection up.
for (const place of document.querySelectorAll("[data-live]")) {
  let source = null, isOver = false, timer;
  const open = () => {
    if (source || isOver) return;
    source = new EventSource(place.dataset.live);
    source.addEventListener("part", (event) => {
      const { id, html, say } = JSON.parse(event.data);
      const part = document.getElementById(id);
      if (part) part.innerHTML = html;
      const said = document.getElementById("said");
      if (say && said) said.textContent = say;
    });
    source.addEventListener("end", () => { isOver = true; close(); });
  };
  const close = () => { source?.close(); source = null; };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, 60000); else open();
  });
  open();
}
