// Saves a form to its own address a moment after the last change, and says so beside it.

const PAUSE = 1500;
const RETRY = 10_000;

export function autosave(form) {
  if (form.dataset.autosaveOn) return;
  form.dataset.autosaveOn = "1";
  const status = form.querySelector("[data-autosave-status]") ?? document.querySelector(`[data-autosave-status][data-for="${form.id}"]`);
  let timer;
  let sending;

  const say = (state) => {
    if (!status) return;
    status.dataset.state = state;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
    status.textContent = state === "saved" ? `${status.dataset.saved} ${time}` : status.dataset[state];
  };

  const save = async () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    sending?.abort();
    sending = new AbortController();
    say("saving");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, {
        method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "error", signal: sending.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      say("saved");
    } catch (error) {
      if (error.name === "AbortError") return;
      say("failed");
      timer = setTimeout(save, RETRY);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  // A late automatic save must not overtake the real one.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sending?.abort();
  });
}
