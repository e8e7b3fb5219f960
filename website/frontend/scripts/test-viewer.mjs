// The viewer that the page's own tests run as. Node 20 has no `navigator`, and a newer one says the
// language of whoever runs it: a test would pass on one machine and fail on the next.
Object.defineProperty(globalThis, "navigator", {
  value: { language: "en-GB", languages: ["en-GB"] },
  configurable: true,
  writable: true,
});
