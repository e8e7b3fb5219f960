import { describe, expect, it } from "vitest";
import { withoutPersonalData } from "@/api/personalData";
import type { Availability, Day } from "@/api/types";
import { ownEntry, withAnswer, withAnswers } from "./answers";

const self = { user_id: 3, display_name: "bobika" };
const kvark = { user_id: 1, display_name: "Kvark" };

function dayOf(date: string): Day {
  return {
    date,
    counts: { LOOKING: 1, AVAILABLE: 1, MAYBE: 0, NOT_PLAYING: 0 },
    total: 2,
    my_status: "AVAILABLE",
    users_by_status: { LOOKING: [kvark], AVAILABLE: [self], MAYBE: [], NOT_PLAYING: [] },
  };
}

const tonight = dayOf("2026-11-20");

describe("withAnswer", () => {
  it("moves the viewer to the end of the queue", () => {
    const changed = withAnswer(tonight, { status: "LOOKING" }, self);
    expect(changed.counts).toEqual({ LOOKING: 2, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 });
    expect(changed.total).toBe(2);
    expect(changed.my_status).toBe("LOOKING");
    expect(changed.users_by_status?.LOOKING).toEqual([kvark, self]);
    expect(changed.users_by_status?.AVAILABLE).toEqual([]);
  });

  it("takes a cleared answer out of counts and names", () => {
    const changed = withAnswer(tonight, { status: null }, self);
    expect(changed.total).toBe(1);
    expect(changed.my_status).toBeNull();
    expect(changed.users_by_status?.AVAILABLE).toEqual([]);
  });

  it("makes what was given for the viewer their own when they say the same", () => {
    const given = { ...self, usual: true as const };
    const names = { LOOKING: [given, kvark], AVAILABLE: [], MAYBE: [], NOT_PLAYING: [] };
    const before: Day = { ...tonight, my_status: "LOOKING", users_by_status: names };
    expect(withAnswer(before, { status: "LOOKING" }, self).users_by_status?.LOOKING).toEqual([self, kvark]);
  });

  it("changes nothing when the server already knows the answer", () => {
    const once = withAnswer(tonight, { status: "LOOKING" }, self);
    expect(withAnswer(once, { status: "LOOKING" }, self)).toBe(once);
  });

  it("says from when under the same status, and keeps the place", () => {
    const late = { status: "LOOKING", arrives_at: "21:30" } as const;
    const queue = [{ ...self, avatar: "/a.webp" }, kvark];
    const names = { LOOKING: queue, AVAILABLE: [], MAYBE: [], NOT_PLAYING: [] };
    const looking: Day = { ...tonight, my_status: "LOOKING", users_by_status: names };
    const changed = withAnswer(looking, late, self);
    expect(changed.counts).toEqual(tonight.counts);
    expect(changed.users_by_status?.LOOKING).toEqual([{ ...queue[0], arrives_at: "21:30" }, kvark]);
    expect(withAnswer(changed, late, self)).toBe(changed);
    expect(withAnswer(changed, { status: "LOOKING" }, self).users_by_status?.LOOKING).toEqual(queue);
  });

  it("drops what was said beside another status", () => {
    const asked = withAnswer(tonight, { status: "AVAILABLE", only_if: 6 }, self);
    expect(ownEntry(asked, 3)).toEqual({ ...self, only_if: 6 });
    expect(withAnswer(asked, { status: "MAYBE" }, self).users_by_status?.MAYBE).toEqual([self]);
  });

  it("counts a first answer", () => {
    const changed = withAnswer({ ...tonight, my_status: null }, { status: "MAYBE" }, self);
    expect(changed.counts.MAYBE).toBe(1);
    expect(changed.total).toBe(3);
  });
});

const availability: Availability = {
  from: "2026-11-20",
  to: "2026-11-21",
  statuses: ["LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING"],
  days: [tonight, dayOf("2026-11-21")],
  viewer: { authenticated: true, linked_discord: true },
  session_ready: {
    date: "2026-11-20",
    session: true,
    ready: false,
    looking_count: 1,
    threshold: 6,
    confirmed_count: 1,
    standby_count: 0,
    need_count: 5,
    event_key: "key",
  },
};

describe("withAnswers", () => {
  it("lets the latest answer for a date win and leaves other dates alone", () => {
    const changed = withAnswers(
      availability,
      [
        { date: "2026-11-20", status: "LOOKING" },
        { date: "2026-11-20", status: null },
      ],
      self,
    );
    expect(changed.days[0]?.my_status).toBeNull();
    expect(changed.days[1]).toBe(availability.days[1]);
  });
});

describe("withoutPersonalData", () => {
  it("keeps counts and nothing that belongs to a person", () => {
    expect(withoutPersonalData(availability).days[0]).toEqual({
      date: "2026-11-20",
      counts: tonight.counts,
      total: 2,
    });
  });
});
