// Keyboard shortcuts: data-key="j" on a link, a button or a field, and j, k, a, c in a list marked data-rows.
// Off until somebody switches them on (single letters get in the way of screen readers and speech control), then kept
// by this browser. Off while someone types, and with modifiers.

const KEPT = "keys";

export function keys(page) {
  const isOn = () => { try { return localStorage.getItem(KEPT) === "on"; } catch { return false; } };
  page.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
    const target = page.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([hidden])`);
    if (target) {
      event.preventDefault();
      target.focus();
      if (target.matches("a, button")) target.click();
    } else if (["j", "k", "a", "c"].includes(event.key)) inRows(page, event.key);
  });
  switching(page, isOn);
}

// j and k go from row to row; the row's first link gets the focus, so Enter opens it. a ticks it, c claims it or gives it back.
function inRows(page, key) {
  const rows = [...page.querySelectorAll("[data-rows] tr")].filter((row) => row.querySelector("a"));
  const place = rows.findIndex((row) => row.contains(page.activeElement));
  if (key === "a") rows[place]?.querySelector("input[type=checkbox]")?.click();
  else if (key === "c") rows[place]?.querySelector("[data-row-claim]")?.click();
  else if (rows.length) rows[Math.max(0, Math.min(rows.length - 1, place + (key === "j" ? 1 : -1)))].querySelector("a").focus();
}

function switching(page, isOn) {
  const button = page.querySelector("[data-keys-switch]");
  const help = page.querySelector("[data-keys-help]");
  if (!button) return;
  const show = () => {
    button.textContent = isOn() ? button.dataset.on : button.dataset.off;
    button.setAttribute("aria-pressed", String(isOn()));
  };
  button.hidden = help.hidden = false;
  button.addEventListener("click", () => {
    try { localStorage.setItem(KEPT, isOn() ? "off" : "on"); } catch { return; }
    show();
  });
  help.addEventListener("click", () => page.getElementById("keys-help").showModal());
  show();
}
