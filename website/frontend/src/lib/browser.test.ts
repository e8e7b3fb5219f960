import { afterEach, describe, expect, it, vi } from "vitest";
import {
  askForSync,
  copyText,
  fillIntl,
  keepPageOffline,
  listedZones,
  localeOf,
  newAudio,
  newChannel,
  newEventSource,
  notifyPermission,
  observeSize,
  pageLocaleOf,
  readStored,
  serviceWorkers,
  setBadge,
  sharedLocks,
  vibrate,
  writeCookie,
  writeStored,
  zoneOf,
} from "./browser";

afterEach(() => vi.unstubAllGlobals());

describe("localeOf", () => {
  it.each([
    [["sl-SI", "en"], "sl-SI"],
    [["en-US@posix"], "en-US"],
    [["sl_SI.UTF-8"], "sl-SI"],
    [["C", "sl"], "sl"],
    [["C"], "en"],
    [["posix"], "en"],
    [["", undefined, null, 7], "en"],
    [["de_DE@euro", "fr"], "de-DE"],
    [["--", "x", "en-"], "en"],
    [[], "en"],
  ])("%j is %s", (stated, expected) => {
    expect(localeOf(stated)).toBe(expected);
  });
});

describe("pageLocaleOf", () => {
  const date = (locale: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

  it.each([
    ["sl-SI", "Thu, 1 Jan", "h23"],
    ["en-US", "Thu, Jan 1", "h12"],
    ["en-GB", "Thu 1 Jan", "h23"],
    ["ar-EG", "Thu, Jan 1", "h12"],
    ["fa-IR", "Thu, Jan 1", "h23"],
    ["de", "Thu, 1 Jan", "h23"],
  ])("writes English as it is written where %s is spoken", (viewer, written, hourCycle) => {
    const locale = pageLocaleOf(viewer, "en");
    expect(date(locale).format(0)).toBe(written);
    expect(new Intl.Locale(locale).hourCycle).toBe(hourCycle);
  });

  it("is the page's language where the tag is none", () => {
    expect(pageLocaleOf("x", "en")).toBe("en");
  });
});

describe("zoneOf", () => {
  it.each([
    ["Europe/Ljubljana", "Europe/Ljubljana"],
    ["UTC", "UTC"],
    ["Etc/Unknown", null],
    ["Foo/Bar", null],
    ["UTC0", null],
    ["", null],
    [undefined, null],
    [null, null],
  ])("%j is %j", (stated, expected) => {
    expect(zoneOf(stated)).toBe(expected);
  });
});

describe("storage", () => {
  function storageOf(kept: Map<string, string>, full = () => false) {
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (full()) throw new DOMException("full", "QuotaExceededError");
        kept.set(key, value);
      },
    };
  }

  it("keeps values", () => {
    vi.stubGlobal("localStorage", storageOf(new Map()));
    writeStored("kept", { a: 1 });
    expect(readStored("kept")).toEqual({ a: 1 });
    expect(readStored("never")).toBeNull();
  });

  it("takes what is no JSON for nothing", () => {
    vi.stubGlobal("localStorage", storageOf(new Map([["odd", "{"]])));
    expect(readStored("odd")).toBeNull();
  });

  it.each([
    ["missing", undefined],
    ["null", null],
    [
      "forbidden",
      new Proxy(
        {},
        {
          get: () => {
            throw new DOMException("no", "SecurityError");
          },
        },
      ),
    ],
  ])("lasts for the visit where it is %s", (how, storage) => {
    vi.stubGlobal("localStorage", storage);
    writeStored(`visit ${how}`, 1);
    expect(readStored(`visit ${how}`)).toBe(1);
  });

  it("says the newer value where it became full", () => {
    let full = false;
    vi.stubGlobal(
      "localStorage",
      storageOf(new Map(), () => full),
    );
    writeStored("newer", "old");
    full = true;
    writeStored("newer", "new");
    expect(readStored("newer")).toBe("new");
    full = false;
    writeStored("newer", "newest");
    expect(readStored("newer")).toBe("newest");
  });
});

describe("what a browser may lack", () => {
  it("is null, not a failure", () => {
    vi.stubGlobal("EventSource", undefined);
    vi.stubGlobal("BroadcastChannel", undefined);
    vi.stubGlobal("AudioContext", undefined);
    vi.stubGlobal("navigator", {});
    expect(newEventSource("/events")).toBeNull();
    expect(newChannel("muster")).toBeNull();
    expect(newAudio()).toBeNull();
  });

  it("is null also where making it is refused", () => {
    class Refusing {
      constructor() {
        throw new DOMException("no", "SecurityError");
      }
    }
    vi.stubGlobal("BroadcastChannel", Refusing);
    vi.stubGlobal("AudioContext", Refusing);
    vi.stubGlobal("navigator", {});
    expect(newChannel("muster")).toBeNull();
    expect(newAudio()).toBeNull();
  });

  it("is null also where the browser throws when it is asked", () => {
    const refused = () => {
      throw new DOMException("sandboxed", "SecurityError");
    };
    vi.stubGlobal("Notification", Object.defineProperty({}, "permission", { get: refused }));
    vi.stubGlobal("document", Object.defineProperty({}, "cookie", { set: refused }));
    const names = ["serviceWorker", "locks", "setAppBadge", "vibrate"];
    const navigator = {};
    for (const name of names) Object.defineProperty(navigator, name, { get: refused });
    vi.stubGlobal("navigator", navigator);
    expect(serviceWorkers()).toBeNull();
    expect(sharedLocks()).toBeNull();
    expect(notifyPermission()).toBeNull();
    expect(() => {
      keepPageOffline("/sw.js");
      askForSync("muster.answers");
      setBadge(1);
      vibrate(10);
      writeCookie("muster_language", "sl");
    }).not.toThrow();
  });

  it("does not keep sound from being held back until somebody has touched the page", () => {
    vi.stubGlobal("AudioContext", class {});
    vi.stubGlobal("navigator", { userActivation: { hasBeenActive: false } });
    expect(newAudio()).toBeNull();
    vi.stubGlobal("navigator", { userActivation: { hasBeenActive: true } });
    expect(newAudio()).not.toBeNull();
  });

  it("leaves a text to be copied by hand", async () => {
    vi.stubGlobal("navigator", {});
    expect(await copyText("text")).toBe(false);
    vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } });
    expect(await copyText("text")).toBe(false);
    vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.resolve() } });
    expect(await copyText("text")).toBe(true);
  });

  it("has a size all the same", () => {
    vi.stubGlobal("ResizeObserver", undefined);
    const onSize = vi.fn<() => void>();
    observeSize({} as Element, onSize)();
    expect(onSize).toHaveBeenCalledTimes(1);
  });

  it("lists things with commas", () => {
    vi.stubGlobal("Intl", {});
    fillIntl();
    expect(new Intl.ListFormat().format(["one", "two"])).toBe("one, two");
  });

  it("lists no zones where it cannot", () => {
    const { supportedValuesOf: _, ...rest } = Intl as unknown as Record<string, unknown>;
    vi.stubGlobal("Intl", { ...rest, DateTimeFormat: Intl.DateTimeFormat });
    expect(listedZones()).toEqual([]);
  });
});
