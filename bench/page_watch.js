// Runs in the page before its own code, and notes what the page's benchmark asks for: window.seen.
(() => {
  const seen = { shift: 0, paint: 0, press: 0 };

  function watch(type, take, options) {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true, ...options });
  }

  // All that moved, while the metric counts its worst five seconds alone.
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) seen.shift += entry.value;
  });
  watch("largest-contentful-paint", (entry) => {
    seen.paint = entry.startTime;
  });
  watch(
    "event",
    (entry) => {
      if (entry.interactionId) seen.press = Math.max(seen.press, entry.duration);
    },
    { durationThreshold: 16 },
  );

  function answerable() {
    const tonight = document.querySelector('section[aria-label^="Tonight"]:not([aria-busy="true"])');
    const buttons = Array.from(tonight?.querySelectorAll("button:enabled") ?? []);
    return buttons.some((button) => button.textContent === "I\u2019m in");
  }

  seen.answerable = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!answerable()) return;
      observer.disconnect();
      // After the frame that shows it.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  window.seen = seen;
})();
