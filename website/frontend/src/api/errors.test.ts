import { describe, expect, it } from "vitest";
import { ApiError, fieldSentenceOf, readErrorBody, sentenceOf } from "./errors";
import { covers, keys } from "./keys";
import { reconnectDelay } from "./liveStream";
import { retryDelay, shouldRetry } from "./queryClient";

const refused = new ApiError(422, {
  detail: "Some fields do not fit.",
  code: "invalid",
  errors: [{ field: "name", message: "Use 2 characters or more." }],
});
const busy = new ApiError(503, { detail: "Busy.", code: "busy", errors: [] }, 4);

describe("error sentences", () => {
  it("are the server's own", () => {
    expect(sentenceOf(busy)).toBe("Busy.");
    expect(fieldSentenceOf(refused, "name")).toBe("Use 2 characters or more.");
    expect(fieldSentenceOf(refused, "other")).toBe("Some fields do not fit.");
  });

  it("are plain when the answer is not the contract's", () => {
    expect(readErrorBody("<html>", 502).detail).toMatch(/Try again/);
    expect(readErrorBody({ errors: ["?"] }, 400).errors).toEqual([]);
  });

  it("stand beside whatever else the answer says", () => {
    const body = { detail: "Changed.", code: "draft_changed", state: { date: "2026-11-20" } };
    const error = ApiError.fromAnswer(new Response(null, { status: 409 }), body);
    expect([error.detail, error.code, error.body]).toEqual(["Changed.", "draft_changed", body]);
  });
});

describe("retries of reads", () => {
  it("happen where they can help, at most three times", () => {
    expect(shouldRetry(0, busy)).toBe(true);
    expect(shouldRetry(3, busy)).toBe(false);
    expect(shouldRetry(0, refused)).toBe(false);
  });

  it("wait as long as the server asks", () => {
    expect(retryDelay(0, busy)).toBe(4000);
    expect(retryDelay(1, new Error())).toBe(1000);
  });
});

describe("live stream", () => {
  it("comes back later and later, never after more than 37.5 s", () => {
    expect(reconnectDelay(1, 0.5)).toBe(2000);
    expect(reconnectDelay(20, 1)).toBe(37_500);
  });
});

describe("covers", () => {
  it("finds the queries that show a date", () => {
    const key = keys.availabilityRange({ from: "2026-11-20", to: "2026-11-24", names: true });
    expect(covers(key, "2026-11-24")).toBe(true);
    expect(covers(key, "2026-11-25")).toBe(false);
    expect(covers(keys.access, "2026-11-20")).toBe(false);
  });
});
