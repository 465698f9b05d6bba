// Reads the main part aloud, paragraph by paragraph, and shows where it is.

const READ = "h1, h2, h3, p, li, dt, dd, legend, label, td, th, summary";

export function readAloud(button) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  const words = button.querySelector("span");
  const start = words.textContent;

  const stop = () => {
    voice.cancel();
    document.querySelectorAll(".being-read").forEach((each) => each.classList.remove("being-read"));
    words.textContent = start;
    button.setAttribute("aria-pressed", "false");
  };

  const read = (parts) => {
    document.querySelectorAll(".being-read").forEach((each) => each.classList.remove("being-read"));
    const [part, ...rest] = parts;
    if (!part) return stop();
    const said = new SpeechSynthesisUtterance(part.innerText);
    said.lang = { "zh-Hant": "zh-TW", en: "en-GB" }[part.closest("[lang]").lang] ?? "zh-CN";
    said.rate = 0.85;
    said.onend = () => button.getAttribute("aria-pressed") === "true" && read(rest);
    part.classList.add("being-read");
    part.scrollIntoView({ block: "nearest" });
    voice.speak(said);
  };

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    words.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    const parts = [...document.querySelectorAll(`main :is(${READ})`)];
    read(parts.filter((part) => part.innerText.trim() && part.checkVisibility() && !part.querySelector(READ)));
  });
  window.addEventListener("pagehide", () => voice.cancel());
}
