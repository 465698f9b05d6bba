// Keeps a list alive: data-live names where it is given anew when something moved. Nothing is asked while the page is
// hidden, and rows that somebody works in (a tick, the focus) are left alone until she is done.

const SECONDS = 20;

export function live(place) {
  const page = place.ownerDocument;
  const said = page.querySelector("[data-live-status]");
  let etag = place.dataset.liveEtag;
  let waiting;
  const isBusy = () => place.contains(page.activeElement) || place.querySelector("input:checked");
  const look = async () => {
    clearTimeout(waiting);
    if (page.hidden) return;
    const answer = await fetch(place.dataset.live, { headers: { "If-None-Match": etag }, cache: "no-store" }).catch(() => null);
    if (answer?.redirected || answer?.status === 403) return; // signed out: the page says so when it is used
    if (answer?.ok && answer.status === 200 && !isBusy()) {
      etag = answer.headers.get("ETag") ?? "";
      place.innerHTML = await answer.text();
      const unread = place.querySelector("[data-live-unread]");
      page.querySelectorAll("[data-live-unread]").forEach((each) => { if (unread && each !== unread) each.innerHTML = unread.innerHTML; });
      if (said) said.textContent = place.dataset.liveSaid;
    }
    waiting = setTimeout(look, SECONDS * 1000);
  };
  page.addEventListener("visibilitychange", look);
  waiting = setTimeout(look, SECONDS * 1000);
}
