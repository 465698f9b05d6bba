// Keyboard shortcuts: data-key="j" on a link, a button or a field. Off while someone types, and with modifiers.

export function keys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const target = page.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (target.matches("a, button")) target.click();
  });
  rows(page);
}

// j and k go from row to row of a list marked data-rows; the row's first link gets the focus, so Enter opens it.
function rows(page) {
  page.addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const links = [...page.querySelectorAll("[data-rows] tr")].map((row) => row.querySelector("a")).filter(Boolean);
    if (!links.length) return;
    const place = links.indexOf(page.activeElement) + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, place))].focus();
  });
}
