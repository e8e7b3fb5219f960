/** The server's change notices: one EventSource that is renewed whenever it cannot be kept. */

import { newEventSource } from "@/lib/browser";

export type LiveState =
  /** Not open yet, nothing lost so far. */
  | "connecting"
  /** Notices arrive. */
  | "open"
  /** The stream dropped and is being renewed. */
  | "reconnecting"
  /** No stream can be had; the page asks again by itself. */
  | "polling";

export interface LiveHandlers {
  /** A notice arrived. `data` is the parsed JSON body, or null. */
  onNotice: (kind: NoticeKind, data: unknown) => void;
  /** The stream opened, or opened again: what happened before is unknown. */
  onOpen: (again: boolean) => void;
  onState: (state: LiveState) => void;
}

const NOTICE_KINDS = [
  "availability",
  "names",
  "viewer",
  "today",
  "notices",
  "outbox",
  "promotions",
  "calls",
  "planning",
  "evening_rules",
  "evening_records",
  "forecast",
  "live_status",
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Failures in a row, or milliseconds without a stream, after which the page falls back to asking. */
const GIVE_UP_FAILURES = 3;
export const GIVE_UP_AFTER = 10_000;
/** The server speaks every 20 seconds; this long without a word and the stream is renewed. */
const SILENT_FOR = 50_000;

/** Milliseconds until attempt `failures` + 1, with jitter so that pages do not return all at once. */
export function reconnectDelay(failures: number, random: number): number {
  return Math.min(1000 * 2 ** failures, 30_000) * (0.75 + random * 0.5);
}

export interface LiveStream {
  /** Begin anew: the stream may be lost, or is another viewer's. */
  renew: () => void;
  close: () => void;
}

export function openLiveStream(url: string, handlers: LiveHandlers): LiveStream {
  let source: ReturnType<typeof newEventSource> = null;
  let failures = 0;
  let opened = false;
  let state: LiveState = "connecting";
  let retryTimer: number | undefined;
  let giveUpTimer: number | undefined;
  let silenceTimer: number | undefined;

  function setState(next: LiveState) {
    if (next === state) return;
    state = next;
    handlers.onState(next);
  }

  function lost() {
    failures += 1;
    if (state !== "polling") setState("reconnecting");
    if (failures >= GIVE_UP_FAILURES) setState("polling");
    giveUpTimer ??= window.setTimeout(() => setState("polling"), GIVE_UP_AFTER);
  }

  /** A stream that says nothing, not even that it lives, is as good as none. */
  function heard() {
    window.clearTimeout(silenceTimer);
    silenceTimer = window.setTimeout(() => {
      lost();
      connect();
    }, SILENT_FOR);
  }

  function connect() {
    window.clearTimeout(retryTimer);
    source?.close();
    const stream = newEventSource(url);
    source = stream;
    if (stream === null) {
      setState("polling");
      return;
    }
    giveUpTimer ??= window.setTimeout(() => setState("polling"), GIVE_UP_AFTER);
    heard();
    stream.onopen = () => {
      failures = 0;
      window.clearTimeout(giveUpTimer);
      giveUpTimer = undefined;
      heard();
      setState("open");
      handlers.onOpen(opened);
      opened = true;
    };
    stream.onerror = () => {
      lost();
      // The browser repeats by itself after a dropped stream, but not after an answer that is no stream.
      if (stream.readyState === stream.CLOSED) {
        retryTimer = window.setTimeout(connect, reconnectDelay(failures, Math.random()));
      }
    };
    for (const kind of NOTICE_KINDS) {
      stream.addEventListener(kind, (event) => {
        heard();
        handlers.onNotice(kind, parse(event.data));
      });
    }
    stream.addEventListener("ping", heard);
  }

  connect();
  return {
    renew: connect,
    close() {
      window.clearTimeout(retryTimer);
      window.clearTimeout(giveUpTimer);
      window.clearTimeout(silenceTimer);
      source?.close();
    },
  };
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
