// Says that something new was written, where a page asks for it, and moves nothing: whoever reads decides when to look.
const place = document.querySelector("[data-news]");
if (place && window.EventSource) {
  const news = new EventSource(place.dataset.news);
  news.onmessage = (message) => {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = location.pathname + location.search;
    link.textContent = message.data;
    place.replaceChildren(link);
  };
  addEventListener("pagehide", () => news.close());
}
