/**
 * One stream for all tabs of a browser. Over HTTP/1.1 a browser has six connections to a site for all of its
 * tabs: with a stream for each, the seventh would wait for ever. So of the tabs that are seen, the one that
 * holds a lock has the stream and tells the others what it hears; a tab that is not seen lets go of both.
 */

import { newChannel, sharedLocks } from "@/lib/browser";
import {
  GIVE_UP_AFTER,
  type LiveHandlers,
  type LiveState,
  type LiveStream,
  type NoticeKind,
  openLiveStream,
} from "./liveStream";

const NAME = "muster.live";

/** What tabs tell each other. The server's notices are the same for everybody and name nobody. */
type Message =
  /** Asked by a tab that has begun to listen. */
  | { type: "hello" }
  /** The answer to it: how the stream stands. */
  | { type: "standing"; state: LiveState }
  /** How it stands from now on. */
  | { type: "state"; state: LiveState }
  | { type: "opened"; again: boolean }
  | { type: "notice"; kind: NoticeKind; data: unknown };

export interface SharedStream {
  /** The page is seen: hear notices, from whichever tab has the stream. */
  resume: () => void;
  /** The page is not seen: hear none, and leave the stream to another tab. */
  pause: () => void;
  /** As `LiveStream.renew`, where this tab has the stream. */
  renew: () => void;
}

export function openSharedStream(url: string, handlers: LiveHandlers): SharedStream {
  let channel: ReturnType<typeof newChannel> = null;
  let state: LiveState = "connecting";
  let stream: LiveStream | null = null;
  let stopLeading: (() => void) | null = null;
  /** Whether it is known since when this tab hears notices. */
  let joined = false;
  let giveUpTimer: number | undefined;

  function tell(message: Message) {
    channel?.postMessage(message);
  }

  function setState(next: LiveState) {
    if (next === state) return;
    state = next;
    handlers.onState(next);
  }

  function opened(again: boolean) {
    joined = true;
    handlers.onOpen(again);
  }

  /** Has the stream until the function that it returns is called. */
  function lead(): () => void {
    const own = openLiveStream(url, {
      onNotice(kind, data) {
        tell({ type: "notice", kind, data });
        handlers.onNotice(kind, data);
      },
      onOpen(again) {
        tell({ type: "opened", again });
        opened(again);
      },
      onState(next) {
        tell({ type: "state", state: next });
        setState(next);
      },
    });
    stream = own;
    return () => {
      own.close();
      stream = null;
    };
  }

  function hear(message: Message) {
    if (stream !== null) {
      if (message.type === "hello") tell({ type: "standing", state });
      return;
    }
    if (message.type === "standing" && !joined) {
      setState(message.state);
      if (message.state === "open") opened(false);
    } else if (message.type === "state") setState(message.state);
    else if (message.type === "opened") opened(message.again);
    else if (message.type === "notice") handlers.onNotice(message.kind, message.data);
  }

  return {
    resume() {
      if (stopLeading !== null) return;
      channel = newChannel(NAME);
      if (channel) channel.onmessage = (event: MessageEvent<Message>) => hear(event.data);
      stopLeading = whileLeading(channel === null ? null : sharedLocks(), lead);
      tell({ type: "hello" });
      // The tab that has the stream may be stuck.
      giveUpTimer = window.setTimeout(() => state === "connecting" && setState("polling"), GIVE_UP_AFTER);
    },
    pause() {
      stopLeading?.();
      stopLeading = null;
      window.clearTimeout(giveUpTimer);
      channel?.close();
      channel = null;
      joined = false;
      // To be connecting is nothing to tell anybody of, least of all in a page that is not seen.
      setState("connecting");
    },
    renew() {
      stream?.renew();
    },
  };
}

/**
 * Runs `lead` once this tab leads among those that want to, at once where they cannot be told apart; returns how
 * to stop, which ends what `lead` began.
 */
function whileLeading(locks: LockManager | null, lead: () => () => void): () => void {
  const over = new AbortController();
  let end: (() => void) | null = null;

  function begin() {
    if (!over.signal.aborted) end = lead();
  }

  if (locks === null) begin();
  else {
    const led = locks.request(NAME, { signal: over.signal }, () => {
      begin();
      return new Promise<void>((resolve) => {
        if (over.signal.aborted) resolve();
        else over.signal.addEventListener("abort", () => resolve());
      });
    });
    // Refused where storage is forbidden; that this tab no longer waits is no failure.
    led.catch(begin);
  }
  return () => {
    over.abort();
    end?.();
  };
}
