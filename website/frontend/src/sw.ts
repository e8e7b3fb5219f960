/// <reference lib="webworker" />
/**
 * The service worker: keeps the page's own files, so that it opens without a network, sends answers that wait once
 * there is one again, also after the page was closed, and shows what comes by web push (push/worker.ts). It keeps nothing that the API says: what was last known
 * of the evening is the page's own (api/lastKnown.ts), which knows whose it is.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { QUEUE_CHANNEL, SYNC_TAG, sendQueue } from "@/api/answerQueue";
import { newChannel } from "@/lib/browser";
import { listenToPush } from "@/push/worker";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

/** Of the Background Synchronization API, which TypeScript does not know. */
interface SyncEvent extends ExtendableEvent {
  tag: string;
}

/** How often visits were sent back, to come again a moment later, when the newer version has taken over. */
let sentBack = 0;

/** So often; then the newer version does not take over, and the page is better than none. */
const SENT_BACK_MOST = 20;

/**
 * A document of no origin, which counts as no page of ours: the browser stops this worker at any moment, and soonest
 * while the newer one takes over; on its next run it does not know whom it has sent back.
 */
const SENT_BACK = { "Content-Type": "text/html", "Content-Security-Policy": "sandbox allow-scripts" };

// A newer version waits until a visit finds no page of the older one open: no page ever runs with the files of another
// version, not even one that this worker does not control yet. A page that is loaded anew still counts as open.
self.addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode !== "navigate" || new URL(url).pathname !== "/") return;
  if (!self.registration.waiting && sentBack === 0) return;
  event.respondWith(
    (async () => {
      // Once the newer one was told to take over it may do so at any moment, so that no page begins with our files.
      const pages =
        sentBack > 0 ? [] : await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      if (pages.length > 0 || sentBack >= SENT_BACK_MOST)
        return shell({ request: event.request, url: new URL(url), event });
      self.registration.waiting?.postMessage("take over");
      const seconds = sentBack === 0 ? "0" : "1";
      sentBack += 1;
      return new Response("", { headers: { ...SENT_BACK, Refresh: seconds } });
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

listenToPush();
cleanupOutdatedCaches();
// One language is kept, the one that this worker was registered for; another one comes with another worker.
const LANGUAGE = new URL(self.location.href).search.slice(1) || "en";
const PAGE = LANGUAGE === "en" ? "index.html" : `index.${LANGUAGE}.html`;
precacheAndRoute(
  self.__WB_MANIFEST.filter((entry) => {
    const url = typeof entry === "string" ? entry : entry.url;
    if (url.startsWith("assets/words/")) return url.startsWith(`assets/words/${LANGUAGE}-`);
    return !url.startsWith("index.") || url === PAGE;
  }),
);
const shell = createHandlerBoundToURL(`/${PAGE}`);
registerRoute(new NavigationRoute(shell, { allowlist: [/^\/(\?.*)?$/] }));
// A day that was shared is the server's, who knows where on the page it is; without a network the calendar has it.
registerRoute(
  new NavigationRoute(
    async ({ request, url }) =>
      await fetch(request).catch(() => Response.redirect(`/#/availability?day=${url.pathname.slice(3)}`)),
    { allowlist: [/^\/t\/[\d-]{10}$/] },
  ),
);
// A page in the language that was chosen last, while the worker of the one before still waits to be replaced.
registerRoute(/\/assets\/words\//, async ({ request }) => (await caches.match(request)) ?? fetch(request));

self.addEventListener("sync", (event) => {
  const { tag, waitUntil } = event as SyncEvent;
  if (tag === SYNC_TAG) waitUntil.call(event, sendWhatWaits());
});

async function sendWhatWaits(): Promise<void> {
  const channel = newChannel(QUEUE_CHANNEL);
  const done = await self.navigator.locks.request(SYNC_TAG, () =>
    sendQueue(Date.now(), (answer) => channel?.postMessage({ refused: answer })),
  );
  channel?.postMessage(null);
  // The browser then tries again by itself, later and later.
  if (!done) throw new Error("answers still wait");
}
