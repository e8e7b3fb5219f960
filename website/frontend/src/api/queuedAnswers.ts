/** The page's side of the answers that wait (answerQueue.ts): what it shows of them, and when they are sent. */
import type { QueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { askForSync, newChannel, sharedLocks } from "@/lib/browser";
import {
  QUEUE_CHANNEL,
  type QueuedAnswer,
  queueAnswer,
  queuedAnswers,
  SYNC_TAG,
  sendQueue,
  unqueueAnswer,
} from "./answerQueue";
import { keys } from "./keys";
import type { CommunityNow } from "./queries";

/** Between two tries while something is left that could not be sent. */
const QUIET_FOR = 15_000;

export type { QueuedAnswer };

let waiting: readonly QueuedAnswer[] = [];
const listeners = new Set<() => void>();
const channel = newChannel(QUEUE_CHANNEL);
let sending = false;
let quietUntil = 0;

async function look(): Promise<void> {
  const found = await queuedAnswers();
  if (JSON.stringify(found) === JSON.stringify(waiting)) return;
  waiting = found;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What waits of this person's answers, first said first. */
export function useQueuedAnswers(userId: number | null | undefined): readonly QueuedAnswer[] {
  const all = useSyncExternalStore(subscribe, () => waiting);
  return useMemo(() => all.filter((answer) => answer.userId === userId), [all, userId]);
}

/** Now, by the server's clock as far as the page knows it. */
export function serverNow(queryClient: QueryClient): number {
  return Date.now() + (queryClient.getQueryData<CommunityNow>(keys.community)?.clockOffset ?? 0);
}

/** Lets an answer wait for the network; rejects where this browser cannot keep it. */
export async function keepForLater(answer: QueuedAnswer): Promise<void> {
  await queueAnswer(answer);
  await look();
  channel?.postMessage(null);
  askForSync(SYNC_TAG);
}

/** An answer that was saved stands for all that was said before it. */
export async function wasSaved(answer: QueuedAnswer): Promise<void> {
  if (waiting.length === 0) return;
  await unqueueAnswer(answer).catch(() => undefined);
  await look();
}

async function send(queryClient: QueryClient, onRefused: (answer: QueuedAnswer) => void): Promise<void> {
  if (sending || waiting.length === 0 || Date.now() < quietUntil) return;
  sending = true;
  const run = () => sendQueue(serverNow(queryClient), onRefused);
  try {
    await (sharedLocks()?.request(SYNC_TAG, run) ?? run());
    const left = await queuedAnswers();
    if (left.length > 0) quietUntil = Date.now() + QUIET_FOR;
    if (left.length < waiting.length) {
      // What was sent is shown until it can be read: first the answers, then that nothing waits.
      await queryClient.invalidateQueries({ queryKey: keys.availability });
      channel?.postMessage(null);
    }
  } finally {
    sending = false;
    await look();
  }
}

/** What the pages and the service worker tell each other: that the queue is another one, or what was refused. */
type News = { refused: QueuedAnswer } | null;

/**
 * Shows what waits and sends it as soon as the server can be reached. `onRefused` hears of an answer that waited and
 * will not be stored, whoever sent it.
 */
export function watchQueue(queryClient: QueryClient, onRefused: (answer: QueuedAnswer) => void): void {
  const trySending = () => void send(queryClient, onRefused);
  const onOnline = () => {
    quietUntil = 0;
    trySending();
  };
  if (channel) {
    channel.onmessage = async ({ data }: MessageEvent<News>) => {
      if (data) onRefused(data.refused);
      await queryClient.invalidateQueries({ queryKey: keys.availability });
      await look();
    };
  }
  window.addEventListener("online", onOnline);
  void look().then(trySending);
  queryClient.getQueryCache().subscribe((event) => {
    // A server that answers again takes answers again, whatever the browser says of the network.
    if (event.type !== "updated" || event.action.type !== "success" || event.action.manual) return;
    if (event.query.queryKey[0] === keys.availability[0]) trySending();
  });
}
