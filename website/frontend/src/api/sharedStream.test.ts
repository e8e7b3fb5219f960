import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveState } from "./liveStream";
import { openSharedStream, type SharedStream } from "./sharedStream";

/** Streams as the server sees them: those that are open now. */
let open: FakeEventSource[];
let waiting: (() => void)[];
let held: boolean;
let channels: FakeChannel[];

class FakeEventSource extends EventTarget {
  readonly CLOSED = 2;
  readonly readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    super();
    open.push(this);
  }
  close() {
    open = open.filter((each) => each !== this);
  }
  say(kind: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor(readonly name: string) {
    channels.push(this);
  }
  postMessage(data: unknown) {
    for (const other of channels.filter((each) => each !== this && each.name === this.name))
      other.onmessage?.({ data });
  }
  close() {
    channels = channels.filter((each) => each !== this);
  }
}

/** One lock, first come first; a granted one is held until its promise ends. */
const locks = {
  request(_name: string, { signal }: { signal: AbortSignal }, use: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = () => {
        held = true;
        void use().then(() => {
          held = false;
          resolve();
          waiting.shift()?.();
        });
      };
      if (!held) grant();
      else {
        waiting.push(grant);
        signal.addEventListener("abort", () => {
          waiting = waiting.filter((each) => each !== grant);
          reject(new DOMException("aborted", "AbortError"));
        });
      }
    });
  },
};

interface Tab extends SharedStream {
  heard: unknown[];
  opened: boolean[];
  states: LiveState[];
}

function tab(): Tab {
  const heard: unknown[] = [];
  const opened: boolean[] = [];
  const states: LiveState[] = [];
  const stream = openSharedStream("/events", {
    onNotice: (kind, data) => heard.push([kind, data]),
    onOpen: (again) => opened.push(again),
    onState: (state) => states.push(state),
  });
  return { ...stream, heard, opened, states };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const NOTICE = ["availability", { date: "2026-11-20" }];

beforeEach(() => {
  vi.useFakeTimers();
  open = [];
  waiting = [];
  held = false;
  channels = [];
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("BroadcastChannel", FakeChannel);
  vi.stubGlobal("navigator", { locks });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the stream of all tabs", () => {
  it("is one, and every tab hears it", async () => {
    const tabs = Array.from({ length: 8 }, tab);
    for (const each of tabs) each.resume();
    expect(open).toHaveLength(1);
    open[0]?.onopen?.();
    open[0]?.say(NOTICE[0] as string, NOTICE[1]);
    for (const each of tabs) {
      expect(each.states).toEqual(["open"]);
      expect(each.opened).toEqual([false]);
      expect(each.heard).toEqual([NOTICE]);
    }
  });

  it("is known to a tab that comes later", () => {
    tab().resume();
    open[0]?.onopen?.();
    const later = tab();
    later.resume();
    expect(later.states).toEqual(["open"]);
    expect(later.opened).toEqual([false]);
  });

  it("is handed over when its tab is no longer seen", async () => {
    const [first, second] = [tab(), tab()];
    first.resume();
    second.resume();
    open[0]?.onopen?.();
    first.pause();
    await settled();
    expect(open).toHaveLength(1);
    open[0]?.onopen?.();
    open[0]?.say(NOTICE[0] as string, NOTICE[1]);
    expect(second.heard).toEqual([NOTICE]);
    expect(second.opened).toEqual([false, false]);
    expect(first.heard).toEqual([]);
    first.resume();
    expect(open).toHaveLength(1);
    open[0]?.say(NOTICE[0] as string, NOTICE[1]);
    expect(first.heard).toEqual([NOTICE]);
  });

  it("ends when no tab is seen, whichever had it", async () => {
    const tabs = [tab(), tab(), tab()];
    for (const each of tabs) each.resume();
    for (const each of [...tabs].reverse()) each.pause();
    await settled();
    expect(open).toHaveLength(0);
    expect(channels).toHaveLength(0);
    tabs[2]?.resume();
    await settled();
    expect(open).toHaveLength(1);
  });

  it("tells every tab that it dropped, and that it came back", () => {
    const [first, second] = [tab(), tab()];
    first.resume();
    second.resume();
    open[0]?.onopen?.();
    open[0]?.onerror?.();
    expect(second.states).toEqual(["open", "reconnecting"]);
    open[0]?.onopen?.();
    expect(second.states).toEqual(["open", "reconnecting", "open"]);
    expect(second.opened).toEqual([false, true]);
  });

  it("begins anew for another viewer, in the tab that has it alone", () => {
    const [first, second] = [tab(), tab()];
    first.resume();
    second.resume();
    const before = open[0];
    second.renew();
    expect(open).toEqual([before]);
    first.renew();
    expect(open).toHaveLength(1);
    expect(open[0]).not.toBe(before);
  });

  it("is not waited for without end where the tab that has it says nothing", () => {
    held = true;
    const alone = tab();
    alone.resume();
    vi.advanceTimersByTime(9_999);
    expect(alone.states).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(alone.states).toEqual(["polling"]);
    alone.pause();
    expect(alone.states).toEqual(["polling", "connecting"]);
  });
});

describe("where tabs cannot share", () => {
  it.each([
    ["there are no locks", () => vi.stubGlobal("navigator", {})],
    ["there is no channel", () => vi.stubGlobal("BroadcastChannel", undefined)],
    [
      "locks are refused",
      () => vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new Error("denied")) } }),
    ],
  ])("each that is seen has its own: %s", async (_why, lack) => {
    lack();
    const [first, second] = [tab(), tab()];
    first.resume();
    second.resume();
    await settled();
    expect(open).toHaveLength(2);
    for (const each of open) {
      each.onopen?.();
      each.say(NOTICE[0] as string, NOTICE[1]);
    }
    expect([first.heard, second.heard]).toEqual([[NOTICE], [NOTICE]]);
    first.pause();
    expect(open).toHaveLength(1);
    second.pause();
    expect(open).toHaveLength(0);
  });

  it("and there is no stream, every tab asks by itself", () => {
    vi.stubGlobal("EventSource", undefined);
    const [first, second] = [tab(), tab()];
    first.resume();
    second.resume();
    expect([first.states, second.states]).toEqual([["polling"], ["polling"]]);
  });
});
