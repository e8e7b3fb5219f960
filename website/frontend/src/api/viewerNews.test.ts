import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openViewerNews } from "./viewerNews";

let channels: FakeChannel[];
let said: unknown[];

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    channels.push(this);
  }
  postMessage(data: unknown) {
    said.push(data);
    for (const other of channels.filter((each) => each !== this)) other.onmessage?.({ data });
  }
  close() {
    channels = channels.filter((each) => each !== this);
  }
}

/** A tab that believes `viewer` and, when it asks the server, hears `truth`. */
function tab(viewer: string | null, truth: string) {
  let known = viewer;
  const ask = vi.fn(async () => {
    if (known !== truth) {
      known = truth;
      news.tell(truth);
    }
  });
  const news = openViewerNews(() => known, ask);
  return { ...news, ask, known: () => known };
}

const settled = async () => {
  for (let round = 0; round < 10; round += 1) await Promise.resolve();
};

beforeEach(() => {
  channels = [];
  said = [];
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});

afterEach(() => vi.unstubAllGlobals());

describe("news of who is signed in", () => {
  it("make the other tabs look", async () => {
    const stale = tab("1/true", "2/true");
    tab("2/true", "2/true").tell("2/true");
    await settled();
    expect(stale.known()).toBe("2/true");
  });

  it("are not asked about by a tab that knows them, or knows nothing yet", async () => {
    const [same, unknown] = [tab("2/true", "2/true"), tab(null, "2/true")];
    tab("2/true", "2/true").tell("2/true");
    await settled();
    expect(same.ask).not.toHaveBeenCalled();
    expect(unknown.ask).not.toHaveBeenCalled();
  });

  it("are set right where they were old, and end", async () => {
    const right = tab("2/true", "2/true");
    const late = tab("1/true", "2/true");
    late.tell("1/true");
    await settled();
    expect(right.known()).toBe("2/true");
    expect(late.known()).toBe("2/true");
    expect(said.length).toBeLessThan(5);
  });

  it("end also where two tabs will not agree", async () => {
    const [one, other] = [tab("1/true", "1/true"), tab("2/true", "2/true")];
    one.tell("1/true");
    await settled();
    expect(said).toEqual([
      { viewer: "1/true", answer: false },
      { viewer: "2/true", answer: true },
    ]);
    other.close();
  });

  it("go nowhere without a channel", () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    const alone = tab("1/true", "1/true");
    alone.tell("1/true");
    alone.close();
    expect(said).toEqual([]);
  });
});
