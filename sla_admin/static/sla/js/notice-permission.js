// The preferences' button that asks whether the browser may show notices. Nothing is ever asked without it being pressed.
const place = document.getElementById("browser-notices");

function say() {
  const state = "Notification" in window ? Notification.permission : "unsupported";
  for (const line of place.querySelectorAll("[data-permission]")) line.hidden = line.dataset.permission !== state;
}

if (place) {
  place.querySelector("button[data-ask]")?.addEventListener("click", async () => {
    await Notification.requestPermission();
    say();
  });
  say();
}
