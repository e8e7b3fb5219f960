/**
 * Answers that no network took yet, kept in the browser's database until they are sent: by the page, or by its
 * service worker after the page was closed (sw.ts). One a person and day, the last one said. An answer says when
 * it was given, so that the server can tell it from a newer one of another device; sending it twice is sending
 * it once.
 */
import { createStore, entries, promisifyRequest, type UseStore } from "idb-keyval";
import type { Details, IsoDate, Status } from "./types";

/** What a background sync of this name does; also the lock under which answers are sent. */
export const SYNC_TAG = "muster.answers";
/** How the page and its service worker tell each other that the queue is another one. */
export const QUEUE_CHANNEL = "muster.answers";
/** A day that is long past is nobody's evening. */
export const WAITS_FOR = 7 * 24 * 3600 * 1000;

export interface QueuedAnswer extends Details {
  userId: number;
  date: IsoDate;
  /** Null means that it is cleared. */
  status: Status | null;
  /** Milliseconds since 1970, by the server's clock. */
  answeredAt: number;
}

let store: UseStore | undefined;

function queue(): UseStore {
  store ??= createStore("muster.answers", "queue");
  return store;
}

function keyOf({ userId, date }: Pick<QueuedAnswer, "userId" | "date">): string {
  return `${userId} ${date}`;
}

/** All that wait, first said first; none where the browser keeps nothing. */
export async function queuedAnswers(): Promise<QueuedAnswer[]> {
  try {
    const found = await entries<string, QueuedAnswer>(queue());
    return found.map(([, answer]) => answer).sort((one, other) => one.answeredAt - other.answeredAt);
  } catch {
    return [];
  }
}

/** Lets an answer wait, in the place of an older one for the day. */
export async function queueAnswer(answer: QueuedAnswer): Promise<void> {
  await queue()("readwrite", (answers) => {
    answers.put(answer, keyOf(answer));
    return promisifyRequest(answers.transaction);
  });
}

/** Takes away what waits of this person for the day, but nothing that was said after `answeredAt`. */
export async function unqueueAnswer(
  said: Pick<QueuedAnswer, "userId" | "date" | "answeredAt">,
): Promise<void> {
  await queue()("readwrite", (answers) => {
    const found = answers.get(keyOf(said));
    found.onsuccess = () => {
      const waiting = found.result as QueuedAnswer | undefined;
      if (waiting && waiting.answeredAt <= said.answeredAt) answers.delete(keyOf(said));
    };
    return promisifyRequest(answers.transaction);
  });
}

/** Says an answer, as the answer of its person alone; rejects where no response came. */
function sendAnswer({ userId, answeredAt, ...answer }: QueuedAnswer): Promise<Response> {
  const at = new Date(answeredAt).toISOString();
  const headers = { "X-Requested-With": "XMLHttpRequest", "X-Muster-Viewer": String(userId) };
  if (answer.status === null) {
    const query = new URLSearchParams({ answered_at: at });
    return fetch(`/api/availability/${answer.date}?${query}`, { method: "DELETE", headers });
  }
  return fetch("/api/availability", {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ ...answer, answered_at: at }),
  });
}

/** Nobody is signed in, or somebody else: it may be the same person again tomorrow. */
async function isOfAnother(response: Response): Promise<boolean> {
  if (response.status === 401) return true;
  return response.status === 403 && (await codeOf(response)) === "viewer_changed";
}

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  return (body as { code?: unknown } | null)?.code;
}

/**
 * Sends what waits, one after the other. What the server stored, or will never store, waits no longer; what it
 * cannot take now waits on. `onRefused` hears of an answer that will not be stored. True where nothing is left that
 * could be sent.
 */
export async function sendQueue(now: number, onRefused: (answer: QueuedAnswer) => void): Promise<boolean> {
  for (const answer of await queuedAnswers()) {
    if (now - answer.answeredAt > WAITS_FOR) {
      await unqueueAnswer(answer);
      onRefused(answer);
      continue;
    }
    let response: Response;
    try {
      response = await sendAnswer(answer);
    } catch {
      return false;
    }
    if (response.status >= 500 || response.status === 429) return false;
    if (await isOfAnother(response)) continue;
    await unqueueAnswer(answer);
    if (!response.ok) onRefused(answer);
  }
  return true;
}
