import { describe, expect, it } from "vitest";
import { sessionInWords } from "./sessionWords";

const NOW = Date.parse("2026-11-28T20:00:00Z");

function words(created_at: string, last_seen_at: string, current = false, zone = "Europe/Ljubljana"): string {
  return sessionInWords({ created_at, last_seen_at, browser: null, current }, NOW, zone, "en-US");
}

describe("sessionInWords", () => {
  it("says a day once", () => {
    expect(words("2026-11-28T08:00:00Z", "2026-11-28T19:00:00Z")).toBe("Since Nov 28");
    expect(words("2026-11-20T08:00:00Z", "2026-11-28T19:00:00Z")).toBe("Since Nov 20, last used Nov 28");
  });

  it("says the year where it is another one", () => {
    expect(words("2025-12-28T08:00:00Z", "2026-01-02T08:00:00Z")).toBe("Since Dec 28, 2025, last used Jan 2");
  });

  it("takes days and years from the viewer's zone", () => {
    expect(words("2025-12-31T23:30:00Z", "2025-12-31T23:30:00Z")).toBe("Since Jan 1");
    expect(words("2025-12-31T23:30:00Z", "2025-12-31T23:30:00Z", false, "UTC")).toBe("Since Dec 31, 2025");
  });

  it("does not say of this browser when it was last used", () => {
    expect(words("2026-11-20T08:00:00Z", "2026-11-28T19:00:00Z", true)).toBe("This browser, since Nov 20");
  });
});
