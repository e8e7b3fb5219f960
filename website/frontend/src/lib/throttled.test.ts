import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { throttled } from "./throttled";

const run = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});

afterEach(() => {
  run.mockClear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("throttled", () => {
  it("runs at once when it has not run lately", () => {
    throttled({ between: 500, run }).ask();
    vi.advanceTimersByTime(0);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("runs once for all that ask before it does", () => {
    const read = throttled({ between: 500, run });
    read.ask();
    read.ask();
    vi.advanceTimersByTime(5_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("keeps its distance from the run before, and still runs for who asked in between", () => {
    const read = throttled({ between: 500, run });
    read.ask();
    vi.advanceTimersByTime(100);
    read.ask();
    vi.advanceTimersByTime(399);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("keeps its distance from when it ran, not from when it was asked to", () => {
    const read = throttled({ between: 500, spread: 200, run });
    read.ask();
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledTimes(1);
    read.ask();
    vi.advanceTimersByTime(599);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("waits as long for the first run where that is wanted, however often it is asked to", () => {
    const read = throttled({ after: 2_000, run });
    read.ask();
    vi.advanceTimersByTime(1_999);
    read.ask();
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("runs again for who asks while it runs", () => {
    const read = throttled({ between: 500, run });
    run.mockImplementationOnce(read.ask);
    read.ask();
    vi.advanceTimersByTime(499);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("does not run once it was stopped", () => {
    const read = throttled({ after: 100, run });
    read.ask();
    read.stop();
    vi.advanceTimersByTime(1_000);
    expect(run).not.toHaveBeenCalled();
  });
});
