/** What this browser can do about web push, and whether it is subscribed. Loaded by lazy code alone. */
import { toBase64 } from "./base64";
import { notifyPermission, serviceWorkers } from "./browser";

/** Whether this browser may notify its person, or why it cannot. */
export type PushSupport = "asks" | "granted" | "denied" | "unsupported" | "needs-home-screen";

export function pushSupport(): PushSupport {
  const permission = notifyPermission();
  if (permission === null || serviceWorkers() === null || !("PushManager" in window))
    return isApplePhone() ? "needs-home-screen" : "unsupported";
  return permission === "default" ? "asks" : permission;
}

/** On iPhones and iPads only a page on the Home Screen can be notified; an iPad says that it is a Mac. */
function isApplePhone(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
}

/** Asks the viewer; best called by their press, since some browsers ask for nothing else. */
export async function askToNotify(): Promise<boolean> {
  return (await Notification.requestPermission()) === "granted";
}

/** What the server is told of a subscription. */
export interface SubscriptionTold {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  application_server_key: string;
  /** Whether the browser says so by itself: it lets nobody in, and switches nothing on. */
  renews: boolean;
}

/** This browser's subscription as it is; null where there is none, and where the page has no worker. */
export async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await serviceWorkers()?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/**
 * Subscribes this browser to the server's key, in the place of a subscription to another one; rejects where its push
 * service does not, or where the page has no worker.
 */
export async function subscribeTo(key: string, renews = false): Promise<SubscriptionTold> {
  const registration = await serviceWorkers()?.getRegistration();
  if (!registration) throw new Error("no worker");
  let subscription = await registration.pushManager.getSubscription();
  if (subscription && keyOf(subscription) !== key) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  return {
    endpoint: endpoint ?? "",
    keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
    application_server_key: key,
    renews,
  };
}

function keyOf(subscription: PushSubscription): string | null {
  const key = subscription.options.applicationServerKey;
  return key ? toBase64(key) : null;
}

/** Nothing comes to this browser any more, whoever sends it; never rejects. */
export async function unsubscribeHere(): Promise<void> {
  try {
    await (await currentSubscription())?.unsubscribe();
  } catch {
    // The server forgets it all the same.
  }
}
