// Sorts the places by the visitor's own position. Without it, or without leave to know it, one chooses a township.

const button = document.querySelector("[data-position]");
const status = document.querySelector("[data-position-status]");
const HUNDRED_METRES = 3; // decimals of a degree: near enough to sort, and no more is sent

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = button.dataset.asking;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const asked = new URL(location.href);
        for (const name of ["region", "after"]) asked.searchParams.delete(name);
        asked.searchParams.set("lat", coords.latitude.toFixed(HUNDRED_METRES));
        asked.searchParams.set("lon", coords.longitude.toFixed(HUNDRED_METRES));
        location.assign(asked);
      },
      () => {
        status.textContent = button.dataset.failed;
        button.disabled = false;
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
}
