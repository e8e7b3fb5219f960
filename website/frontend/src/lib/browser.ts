/**
 * What the browser says of itself and what it lends to the page. Each is judged here, once, and has a
 * fallback: a browser that lacks a thing, or states nonsense, costs a convenience and never the page.
 */
import { clockOf } from "./dateFormats";

/** The first of these that is a language tag which `Intl` writes dates in, else English. */
export function localeOf(stated: readonly unknown[]): string {
  for (const each of stated) {
    if (typeof each !== "string") continue;
    // A POSIX locale such as "sl_SI.UTF-8" or "en-US@posix" names a language, too.
    const tag = each.replace(/[.@].*$/, "").replaceAll("_", "-");
    try {
      const [locale] = Intl.DateTimeFormat.supportedLocalesOf(tag === "" ? [] : [tag]);
      if (locale !== undefined) return locale;
    } catch {
      // No tag at all, as "C" is none.
    }
  }
  return "en";
}

/** A time zone as `Intl` takes it, null for what it does not know. */
export function zoneOf(stated: unknown): string | null {
  if (typeof stated !== "string" || stated === "") return null;
  try {
    clockOf(stated);
    return stated;
  } catch {
    return null;
  }
}

/** Gives React Aria, whose calendar names things in lists, a plain way to where the browser has none. */
export function fillIntl(): void {
  if (typeof Intl.ListFormat === "function") return;
  Object.assign(Intl, {
    ListFormat: class {
      format(items: Iterable<string>): string {
        return [...items].join(", ");
      }
    },
  });
}

let language = "en";
let locale: string | undefined;
let zone: string | null | undefined;

/** The language of the page's words, and so of its dates: one language, also for a screen reader's voice. */
export function pageLanguage(): string {
  return language;
}

/** Has dates, numbers and screen readers go by the language that the page's words are in from now on. */
export function setPageLanguage(spoken: string): void {
  language = spoken;
  locale = undefined;
  document.documentElement.lang = spoken;
  document.documentElement.dir = /^(ar|fa|he|ur)/.test(spoken) ? "rtl" : "ltr";
  // React Aria reads it where its code is loaded; what may be open at a change is in components/InLanguage.
  Object.assign(window, { [Symbol.for("react-aria.i18n.locale")]: viewerLocale() });
}

/** The language that the browser says its user reads most: "sl-SI". */
export function browserTag(): string {
  return localeOf(statedLanguages());
}

/** The first of `known` that the browser says its user reads, null for none; by the tag's first part. */
export function browserLanguage(known: readonly string[]): string | null {
  for (const each of statedLanguages()) {
    const stated = typeof each === "string" ? each.replace(/[-_].*/s, "").toLowerCase() : "";
    if (known.includes(stated)) return stated;
  }
  return null;
}

function statedLanguages(): unknown[] {
  return [navigator.language, ...(navigator.languages ?? [])];
}

/**
 * The page's language as it is written where the viewer is: the order of a date, 12 or 24 hours, the week's first day.
 * English is read everywhere; another language is written as at home, unless the viewer's own is it.
 */
export function pageLocaleOf(viewer: string, spoken: string): string {
  try {
    const theirs = new Intl.Locale(viewer).maximize();
    const english = spoken === "en";
    const { region } = english || theirs.language === spoken ? theirs : new Intl.Locale(spoken).maximize();
    const clock = new Intl.DateTimeFormat(english ? viewer : spoken, { hour: "numeric" });
    const { hourCycle } = clock.resolvedOptions();
    return new Intl.Locale(spoken, { region, hourCycle }).toString();
  } catch {
    return spoken;
  }
}

/** The locale that dates, hours and numbers are written in. */
export function viewerLocale(): string {
  locale ??= pageLocaleOf(browserTag(), language);
  return locale;
}

/** The IANA zone of this device, null where the browser names none that it knows itself. */
export function deviceZone(): string | null {
  if (zone === undefined) zone = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return zone;
}

/** All time zones that the browser can list; none where it cannot. */
export function listedZones(): string[] {
  return typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
}

/** False only where the browser is sure of it. */
export function isOnline(): boolean {
  return navigator.onLine !== false;
}

/** Whether there is a mouse or the like, so that this is no phone in somebody's hand. */
export function hasFinePointer(): boolean {
  return typeof window.matchMedia !== "function" || window.matchMedia("(pointer: fine)").matches;
}

/** What could not be stored, for as long as the page lives. */
const unstored = new Map<string, string>();

/** What `writeStored` kept under `key`, in this tab or another one; null for nothing and for what is no JSON. */
export function readStored(key: string): unknown {
  try {
    return JSON.parse(unstored.get(key) ?? localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value for later visits; where storage is forbidden, missing or full, for this one. */
export function writeStored(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
}

/** Forgets what `writeStored` kept under `key`. */
export function removeStored(key: string): void {
  unstored.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Where storage is forbidden, nothing was stored.
  }
}

/** Tells the server, with every request, what it reads before any of our code runs; null no longer. */
export function writeCookie(name: string, value: string | null): void {
  const seconds = value === null ? 0 : 34_560_000;
  // A sandboxed document may neither have cookies nor try.
  made(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has another way
    document.cookie = `${name}=${value ?? ""};path=/;max-age=${seconds};samesite=lax`;
  });
}

/** What `keepInTab` kept under `key` in this tab, over a reload too; null for nothing and for what is no JSON. */
export function readFromTab(key: string): unknown {
  try {
    return JSON.parse(unstored.get(key) ?? sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value until this tab is closed; where storage is forbidden, missing or full, until the page is left. */
export function keepInTab(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    sessionStorage.setItem(key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
}

/** Whether the browser can hand something to other apps. */
export function canShare(): boolean {
  return typeof navigator.share === "function";
}

/** Hands something to other apps; false where the browser refuses, true also where the viewer chose none. */
export async function share(what: ShareData): Promise<boolean> {
  try {
    await navigator.share(what);
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError";
  }
}

/** Puts a text on the clipboard; false where the browser does not let the page, as without HTTPS. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Calls `onSize` at every change of an element's size, at once at first; returns how to stop. */
export function observeSize(element: Element, onSize: () => void): () => void {
  if (typeof ResizeObserver === "undefined") {
    onSize();
    return () => undefined;
  }
  const observer = new ResizeObserver(onSize);
  observer.observe(element);
  return () => observer.disconnect();
}

/** Null where the page may not make a sound, or not yet. */
export function newAudio(): AudioContext | null {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return null;
  return made(() => new AudioContext());
}

/** Null where the browser has no Server-Sent Events. */
export function newEventSource(url: string): EventSource | null {
  return made(() => new EventSource(url));
}

/** A line to the other tabs of this browser, null where there is none. */
export function newChannel(name: string): BroadcastChannel | null {
  return made(() => new BroadcastChannel(name));
}

/** Locks that the tabs of this browser share; null where there are none, as without HTTPS. */
export function sharedLocks(): LockManager | null {
  return made(() => navigator.locks) ?? null;
}

/** The service workers of this site; null where there are none, as without HTTPS, and where the page may not ask. */
export function serviceWorkers(): ServiceWorkerContainer | null {
  return made(() => navigator.serviceWorker) ?? null;
}

/** Asks the browser to wake the service worker once there is a network; it may know no such thing. */
export function askForSync(tag: string): void {
  void serviceWorkers()
    ?.ready.then((registration) => {
      const { sync } = registration as { sync?: { register: (tag: string) => Promise<void> } };
      return sync?.register(tag);
    })
    .catch(() => undefined);
}

/** Lets the page open without a network from now on; where the browser cannot, as without HTTPS, it does not. */
export function keepPageOffline(script: string): void {
  void serviceWorkers()
    ?.register(script)
    .catch(() => undefined);
}

/** Whether the page may notify its person; null where the browser cannot. */
export function notifyPermission(): NotificationPermission | null {
  return made(() => Notification.permission);
}

function made<Thing>(make: () => Thing): Thing | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** How to hear that a media query begins or ceases to hold, and whether it does; it never does where there are none. */
export function watchMedia(query: string): [(onChange: () => void) => () => void, () => boolean] {
  const list = typeof window.matchMedia === "function" ? window.matchMedia(query) : null;
  return [
    (onChange) => {
      list?.addEventListener("change", onChange);
      return () => list?.removeEventListener("change", onChange);
    },
    () => list?.matches ?? false,
  ];
}

/** A number on the icon of an installed page, none for 0; nothing where icons have no numbers. */
export function setBadge(count: number): void {
  // Some browsers know the call and refuse it for a page that is not installed.
  made(() => navigator.setAppBadge?.(count))?.catch(() => undefined);
}

/** A short tap of the phone; nothing where it has none. */
export function vibrate(milliseconds: number): void {
  made(() => navigator.vibrate?.(milliseconds));
}
