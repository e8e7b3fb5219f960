/**
 * Answers that were pressed on a notification. Each is kept in the browser's database before it is sent and until
 * the server has said what became of it, so that none is lost where there is no network, or where the browser ends the
 * worker; sending one twice is sending it once. One a message, the last one pressed.
 */
import { createStore, del, entries, set, type UseStore } from "idb-keyval";
import type { Answer, Saying } from "./payload";

/** What a background sync of this name does; also the lock under which presses are sent. */
export const PRESS_TAG = "muster.presses";

/** As long as the server takes an answer that waited. */
const WAITS_FOR = 7 * 24 * 3600 * 1000;

export interface Press {
  /** The message's reference. */
  n: string;
  data: string;
  /** Milliseconds since 1970, by this device's clock. */
  pressedAt: number;
}

/** What became of a press. */
export type Outcome =
  | { kind: "told"; text: string; answers: Answer[] }
  | { kind: "refused"; text: string }
  | { kind: "said"; saying: Saying };

let store: UseStore | undefined;

function waiting(): UseStore {
  store ??= createStore(PRESS_TAG, "waiting");
  return store;
}

export async function keepPress(press: Press): Promise<void> {
  await set(press.n, press, waiting());
}

/**
 * Sends what waits, one after the other; each outcome is told as it is known, and a press that cannot be sent yet waits on.
 * True where nothing is left.
 */
export async function sendPresses(
  now: () => number,
  onOutcome: (press: Press, outcome: Outcome) => Promise<void>,
): Promise<boolean> {
  const found = (await entries<string, Press>(waiting())).map(([, press]) => press);
  let all = true;
  for (const press of found.sort((one, other) => one.pressedAt - other.pressedAt)) {
    const outcome = await outcomeOf(press, now());
    const keeps = outcome.kind === "said" && outcome.saying === "kept";
    if (keeps) all = false;
    else await del(press.n, waiting());
    await onOutcome(press, outcome);
  }
  return all;
}

async function outcomeOf(press: Press, now: number): Promise<Outcome> {
  const waited = Math.max(0, now - press.pressedAt);
  if (waited > WAITS_FOR) return { kind: "said", saying: "not-sent" };
  let response: Response;
  let body: unknown;
  try {
    response = await fetch("/api/availability/push/press", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest" },
      body: JSON.stringify({ data: press.data, waited_seconds: Math.floor(waited / 1000) }),
    });
    body = await response.json();
  } catch {
    return { kind: "said", saying: "kept" };
  }
  if (response.status >= 500 || response.status === 429) return { kind: "said", saying: "kept" };
  if (response.status === 401) return { kind: "said", saying: "signed-out" };
  const { text, answers, detail } = body as { text?: string; answers?: Answer[]; detail?: string };
  if (response.ok) return { kind: "told", text: text ?? "", answers: answers ?? [] };
  return detail ? { kind: "refused", text: detail } : { kind: "said", saying: "not-sent" };
}
