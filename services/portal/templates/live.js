// Says that something new was written, where a page asks for it, and moves nothing: whoever reads decides when to look. A page that nobody sees asks
// for nothing: browsers have few connections.
const place = document.querySelector("[data-news]");
let news;
let heard = "";

function listen() {
  news ??= Object.assign(new EventSource(place.dataset.news), { onmessage: tell });
}

function rest() {
  news?.close();
  news = undefined;
}

function tell(message) {
  if (message.data === heard) return;
  heard = message.data;
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = location.pathname;
  link.textContent = heard;
  place.replaceChildren(link);
}

if (place && window.EventSource) {
  const attend = () => (document.visibilityState === "visible" ? listen() : rest());
  document.addEventListener("visibilitychange", attend);
  addEventListener("pageshow", attend);
  addEventListener("pagehide", rest);
}
