/// <reference lib="webworker" />
/**
 * The service worker's part of web push: shows each message once, has answers sent from there, with the page closed or
 * without a network, and keeps this browser subscribed.
 */
import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";
import { toBase64 } from "@/lib/base64";
import { type Answer, type Payload, readPayload, shownAnswers } from "./payload";
import { keepPress, type Outcome, PRESS_TAG, type Press, sendPresses } from "./presses";

declare const self: ServiceWorkerGlobalScope;

/** Of the Notifications and Badging APIs, as far as TypeScript does not know them. */
interface Options extends NotificationOptions {
  actions?: { action: string; title: string }[];
  renotify?: boolean;
  timestamp?: number;
}
interface Badging {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}
interface SyncEvent extends ExtendableEvent {
  tag: string;
}
interface ChangeEvent extends ExtendableEvent {
  newSubscription?: PushSubscription | null;
  oldSubscription?: PushSubscription | null;
}

/** As many as most platforms show. */
const ACTIONS_USUAL = 2;
/** How long it is remembered that a message was shown; a bot repeats one for less than that. */
const REMEMBERED_FOR = 4 * 24 * 3600 * 1000;
const BADGE_DAY = "badge day";

let store: UseStore | undefined;

/** What was shown: the messages, by their references, and when; and of which day the badge is. */
function shownBefore(): UseStore {
  store ??= createStore("muster.shown", "messages");
  return store;
}

/** Has the worker hear pushes, presses and what goes with them. */
export function listenToPush(): void {
  self.addEventListener("push", (event) => event.waitUntil(received(event.data)));
  self.addEventListener("notificationclick", (event) => event.waitUntil(pressed(event)));
  self.addEventListener("sync", (event) => {
    const { tag, waitUntil } = event as SyncEvent;
    if (tag === PRESS_TAG) waitUntil.call(event, sendOrThrow());
  });
  self.addEventListener("pushsubscriptionchange", (event) => {
    const change = event as ChangeEvent;
    change.waitUntil(subscribeAnew(change));
  });
  // Where the browser wakes nobody once there is a network, whoever opens the page does.
  self.addEventListener("activate", (event) => event.waitUntil(sendWaiting()));
  self.addEventListener("fetch", (event) => {
    if (event.request.mode === "navigate") event.waitUntil(Promise.all([sendWaiting(), forgetOldBadge()]));
  });
}

// --- showing --------------------------------------------------------------------------------------

async function received(data: PushMessageData | null): Promise<void> {
  const payload = readPayload(parsed(data));
  // A browser takes the right to notify from a page that shows nothing.
  if (payload === null) return self.registration.showNotification("Muster");
  await show(payload);
  await setBadge(payload.badge);
  await sendWaiting();
}

function parsed(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

/** Shows a message; one that was shown before changes nothing that its reader sees or hears. */
async function show(payload: Payload): Promise<void> {
  const repeated = (await remembered(payload.n)) !== undefined;
  const [standing] = repeated ? await self.registration.getNotifications({ tag: payload.n }) : [];
  if (standing) {
    const { title, body, lang, data } = standing;
    const answers = (data as Kept | null)?.answers ?? [];
    return self.registration.showNotification(title, {
      ...optionsOf({ ...(data as Kept), n: payload.n, body, language: lang }, answers),
      silent: true,
    });
  }
  await self.registration.showNotification(payload.title, {
    ...optionsOf(payload, payload.answers),
    silent: repeated,
  });
  if (repeated) {
    // Its reader has closed it, or answered.
    for (const each of await self.registration.getNotifications({ tag: payload.n })) each.close();
    return;
  }
  await set(payload.n, Date.now(), shownBefore());
  await forgetOld();
}

/** What a notification carries until it is pressed. */
interface Kept extends Pick<Payload, "title" | "path" | "sayings"> {
  answers: readonly Answer[];
}

type Shown = Pick<Payload, "n" | "title" | "body" | "language" | "path" | "sayings">;

function optionsOf({ n, title, body, language, path, sayings }: Shown, answers: readonly Answer[]): Options {
  const most = (Notification as { maxActions?: number }).maxActions ?? ACTIONS_USUAL;
  const kept: Kept = { title, path, sayings, answers };
  return {
    body,
    tag: n,
    lang: language,
    dir: "auto",
    icon: "/icons/icon-192.png",
    renotify: false,
    timestamp: Date.now(),
    data: kept,
    actions: shownAnswers(answers, most).map(({ label, data }) => ({ action: data, title: label })),
  };
}

async function remembered(n: string): Promise<number | undefined> {
  try {
    return await get<number>(n, shownBefore());
  } catch {
    return undefined;
  }
}

async function forgetOld(): Promise<void> {
  const old = (await entries<string, unknown>(shownBefore())).filter(
    ([, at]) => typeof at === "number" && Date.now() - at > REMEMBERED_FOR,
  );
  await shownBefore()("readwrite", (messages) => {
    for (const [n] of old) messages.delete(n);
  });
}

// --- the badge ------------------------------------------------------------------------------------

async function setBadge(count: number | undefined): Promise<void> {
  if (count === undefined) return forgetOldBadge();
  const badging = self.navigator as Badging;
  try {
    await (count > 0 ? badging.setAppBadge?.(count) : badging.clearAppBadge?.());
    await set(BADGE_DAY, today(), shownBefore());
  } catch {
    // A platform without badges shows none.
  }
}

/** A number of another evening is none of this one. */
async function forgetOldBadge(): Promise<void> {
  try {
    const day = await get<string>(BADGE_DAY, shownBefore());
    if (day !== undefined && day !== today()) await (self.navigator as Badging).clearAppBadge?.();
  } catch {
    // As above.
  }
}

function today(): string {
  return new Date().toDateString();
}

// --- answers --------------------------------------------------------------------------------------

async function pressed({ notification, action }: NotificationEvent): Promise<void> {
  const kept = notification.data as Kept | null;
  if (action && kept) {
    await keepPress({ n: notification.tag, data: action, pressedAt: Date.now() });
    await sendWaiting();
    return;
  }
  notification.close();
  await open(kept?.path ?? "/");
}

async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) {
    try {
      const focused = await page.focus();
      await focused.navigate(path);
      return;
    } catch {
      // One that this worker does not control cannot be led anywhere.
    }
  }
  await self.clients.openWindow(path);
}

/** Sends what waits; true where nothing is left. */
async function sendWaiting(): Promise<boolean> {
  try {
    return await self.navigator.locks.request(PRESS_TAG, () => sendPresses(Date.now, say));
  } catch {
    return true; // a browser that keeps nothing has nothing that waits
  }
}

async function sendOrThrow(): Promise<void> {
  // The browser then tries again by itself, later and later.
  if (!(await sendWaiting())) throw new Error("answers still wait");
}

/** Says in the place of a message what became of an answer to it. */
async function say(press: Press, outcome: Outcome): Promise<void> {
  const [standing] = await self.registration.getNotifications({ tag: press.n });
  const kept = (standing?.data ?? (await get<Kept>(keyOf(press), shownBefore()))) as Kept | undefined;
  if (outcome.kind === "said" && outcome.saying === "kept") {
    await set(keyOf(press), kept, shownBefore());
    await wakeLater();
  } else await del(keyOf(press), shownBefore());
  if (!kept) return;
  const text = outcome.kind === "said" ? kept.sayings[outcome.saying] : outcome.text;
  const answers = outcome.kind === "told" ? outcome.answers : [];
  await self.registration.showNotification(kept.title, {
    ...optionsOf({ ...kept, n: press.n, body: text, language: standing?.lang ?? "" }, answers),
    silent: true,
  });
}

function keyOf(press: Press): string {
  return `press ${press.n}`;
}

/** Asks to be woken once there is a network; a browser may know no such thing. */
async function wakeLater(): Promise<void> {
  const { sync } = self.registration as { sync?: { register(tag: string): Promise<void> } };
  await sync?.register(PRESS_TAG).catch(() => undefined);
}

// --- the subscription -----------------------------------------------------------------------------

/**
 * The push service has ended a subscription, or given it another address: whose it was hears there again. Nobody is let
 * in by it: not who was taken off the list meanwhile, nor who has signed in since.
 */
async function subscribeAnew({ newSubscription, oldSubscription }: ChangeEvent): Promise<void> {
  const key = (newSubscription ?? oldSubscription)?.options.applicationServerKey;
  if (!key) return;
  const subscription =
    newSubscription ??
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  // A session that has ended is answered 401: signed out means no push.
  await fetch("/api/availability/push/devices", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest" },
    body: JSON.stringify({ ...subscription.toJSON(), application_server_key: toBase64(key), renews: true }),
  });
}
