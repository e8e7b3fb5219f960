import { MutationObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "@/api/keys";
import { ANSWER_KEY, PROBLEM_LASTS, whenProblemEnds } from "./problemEnd";

const DATE = "2026-11-20";
const RANGE = keys.availabilityRange({ from: DATE, to: "2026-11-24", names: true });
const OTHER_RANGE = keys.availabilityRange({ from: "2026-12-01", to: "2026-12-31", names: false });

let queryClient: QueryClient;
let end: ReturnType<typeof vi.fn<() => void>>;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } });
  end = vi.fn<() => void>();
  stop = whenProblemEnds(queryClient, DATE, end);
});

afterEach(() => {
  stop();
  queryClient.clear();
  vi.useRealTimers();
});

async function read(key: readonly unknown[], fails = false) {
  const queryFn = () => (fails ? Promise.reject(new Error("gone")) : Promise.resolve({ days: [] }));
  await queryClient.fetchQuery({ queryKey: key, queryFn }).catch(() => undefined);
}

async function save(mutationKey: readonly unknown[], fails = false) {
  const mutationFn = () => (fails ? Promise.reject(new Error("gone")) : Promise.resolve());
  const observer = new MutationObserver(queryClient, { mutationKey, mutationFn, retry: false });
  await observer.mutate().catch(() => undefined);
}

describe("whenProblemEnds", () => {
  it("outlives the read that follows the refusal", async () => {
    await read(RANGE);
    queryClient.setQueryData(RANGE, { days: [] });
    expect(end).not.toHaveBeenCalled();
  });

  it("ends when the day can be read again", async () => {
    await read(RANGE, true);
    expect(end).not.toHaveBeenCalled();
    await read(OTHER_RANGE);
    expect(end).not.toHaveBeenCalled();
    await read(RANGE);
    expect(end).toHaveBeenCalled();
  });

  it("ends with the next answer that is saved", async () => {
    await save(["settings"]);
    await save(ANSWER_KEY, true);
    expect(end).not.toHaveBeenCalled();
    await save(ANSWER_KEY);
    expect(end).toHaveBeenCalled();
  });

  it("ends after 15 seconds, unless nobody waits any more", () => {
    vi.advanceTimersByTime(PROBLEM_LASTS - 1);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(end).toHaveBeenCalledTimes(1);
    const unmounted = vi.fn<() => void>();
    whenProblemEnds(queryClient, DATE, unmounted)();
    vi.advanceTimersByTime(PROBLEM_LASTS);
    expect(unmounted).not.toHaveBeenCalled();
  });
});
