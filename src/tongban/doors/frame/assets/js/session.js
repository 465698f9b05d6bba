// Warns some minutes before the session ends and lets the visitor stay with one tap.

const MINUTE = 60_000;
const WARN_BEFORE = 10 * MINUTE;

export function session(body) {
  const dialog = document.getElementById("session-warning");
  if (!dialog || !body.dataset.stay) return;
  const wait = Math.max(Number(body.dataset.sessionSeconds) * 1000 - WARN_BEFORE, MINUTE);
  let timer;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => dialog.showModal(), wait);
  };
  dialog.querySelector("[data-stay-button]").addEventListener("click", async () => {
    const answer = await fetch(body.dataset.stay, { method: "POST", headers: { "X-CSRFToken": body.dataset.csrf } }).catch(() => null);
    if (answer?.ok) {
      dialog.close();
      watch();
    } else {
      location.reload();
    }
  });
  watch();
}
