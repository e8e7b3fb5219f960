import { describe, expect, it } from "vitest";
import type { PromotionPreferences, Settings, Subscription } from "@/api/types";
import { sentenceOf, summaryOf } from "./summary";

function subscription(given: Partial<Subscription>): Subscription {
  return {
    channel_type: "discord",
    enabled: false,
    channel_address: null,
    verified: false,
    preferences: {},
    refused_reason: null,
    address_lost: false,
    available: true,
    ...given,
  };
}

const settings: Settings = {
  user_id: 1,
  sound_enabled: true,
  get_ready_sound: true,
  sound_cooldown_seconds: 480,
  availability_reminders_enabled: true,
  timezone: "Europe/Ljubljana",
  discord_notify: true,
  telegram_notify: false,
  signal_notify: false,
  push_notify: false,
  subscriptions: [
    subscription({ enabled: true, verified: true }),
    subscription({ channel_type: "telegram" }),
    subscription({ channel_type: "signal" }),
  ],
};

const preferences: PromotionPreferences = {
  user_id: 1,
  allow_promotions: false,
  preferred_channel: "any",
  telegram_handle: null,
  telegram_handle_masked: null,
  telegram_handle_deliverable: false,
  telegram_handle_lost: false,
  signal_handle: null,
  signal_handle_masked: null,
  signal_handle_deliverable: false,
  signal_handle_lost: false,
  quiet_hours: {},
  timezone: "Europe/Ljubljana",
  notify_threshold: 0,
  asks_a_day: 1,
  asks_a_week: 4,
  show_attendance: true,
  encryption_enabled: true,
};

function linesOf(changes: Partial<Settings>, wishes: Partial<PromotionPreferences> = {}) {
  const lines = summaryOf(
    { ...settings, ...changes },
    { ...preferences, ...wishes },
    { threshold: 6 },
    "en-GB",
  );
  return Object.fromEntries(lines.map(({ what, how, gets }) => [what, gets ? how : null]));
}

describe("what a person would receive", () => {
  it("names the channels that are on, and the community's threshold", () => {
    const lines = linesOf({});
    expect(lines["Daily check-in"]).toMatch(/^On Discord,/);
    expect(lines["Session ready"]).toMatch(/^On Discord, once 6 are looking/);
    expect(lines.Sound).toMatch(/at most every 8 minutes/);
    expect(lines["When players are missing"]).toBeNull();
    expect(lines["Quiet hours"]).toBeNull();
  });

  it("leaves out a channel that the service refused", () => {
    const subscriptions = [
      subscription({ enabled: true, verified: true, refused_reason: "Closed." }),
      subscription({ channel_type: "telegram", enabled: true, verified: true }),
    ];
    expect(linesOf({ subscriptions })["Session ready"]).toMatch(/^On Telegram,/);
  });

  it("comes once, on the preferred one of the channels that are on", () => {
    const subscriptions = [
      subscription({ enabled: true, verified: true }),
      subscription({ channel_type: "telegram", enabled: true, verified: true }),
      subscription({ channel_type: "signal", verified: true }),
    ];
    expect(linesOf({ subscriptions })["Session ready"]).toMatch(/^On Telegram, else Discord, once/);
    expect(linesOf({ subscriptions }, { preferred_channel: "discord" })["Daily check-in"]).toMatch(
      /^On Discord, else Telegram, on days/,
    );
    expect(linesOf({ subscriptions }, { preferred_channel: "signal" })["Session ready"]).toMatch(
      /^On Telegram, else Discord/,
    );
  });

  it("is nothing where no channel is on", () => {
    const lines = linesOf({ subscriptions: [subscription({ verified: true })], sound_enabled: false });
    expect(lines["Daily check-in"]).toBeNull();
    expect(lines["Session ready"]).toBeNull();
    expect(lines.Sound).toBeNull();
  });

  it("honours the person's own threshold", () => {
    expect(linesOf({}, { notify_threshold: 4 })["Session ready"]).toMatch(/once 4 are looking/);
    expect(linesOf({}, { notify_threshold: 1 })["Session ready"]).toMatch(/once 1 is looking/);
  });
});

describe("promotions", () => {
  const allowed = { allow_promotions: true } as const;

  it("come on the first channel that can be used", () => {
    const handle = { ...allowed, signal_handle_deliverable: true };
    expect(linesOf({}, handle)["When players are missing"]).toBe(
      "On Signal, else Discord, when a promoter asks for players.",
    );
    expect(linesOf({}, { ...handle, preferred_channel: "discord" })["When players are missing"]).toMatch(
      /^On Discord, else Signal/,
    );
  });

  it("do not come to a typed @name", () => {
    const name = { ...allowed, telegram_handle_masked: "@ke•••", telegram_handle_deliverable: false };
    expect(linesOf({}, name)["When players are missing"]).toMatch(/^On Discord,/);
  });
});

describe("quiet hours", () => {
  it("are told with their zone", () => {
    const quiet = { quiet_hours: { start: "22:00", end: "08:00" }, timezone: "America/New_York" };
    expect(linesOf({}, quiet)["Quiet hours"]).toMatch(/^No message from 22:00 to 8:00, New York time/);
  });

  it("from and to the same time are none", () => {
    expect(linesOf({}, { quiet_hours: { start: "22:00", end: "22:00" } })["Quiet hours"]).toBeNull();
  });
});

describe("the one sentence", () => {
  function said(changes: Partial<Settings>, wishes: Partial<PromotionPreferences> = {}) {
    return sentenceOf({ ...settings, ...changes }, { ...preferences, ...wishes }, "en-GB").join(" ");
  }
  const nobody = { subscriptions: [subscription({ verified: true })] };

  it("says what comes, and where", () => {
    expect(said({})).toBe(
      "You would hear on Discord when a session is ready, and be asked on days you have not answered for.",
    );
    expect(said({ availability_reminders_enabled: false })).toBe(
      "You would hear on Discord when a session is ready.",
    );
    expect(said({}, { allow_promotions: true })).toMatch(/ready and when players are missing, and be asked/);
    expect(said({ availability_reminders_enabled: false }, { allow_promotions: true })).toMatch(/missing\.$/);
  });

  it("says what is left where no channel is on", () => {
    expect(said(nobody, { allow_promotions: true })).toBe("You would hear from promoters only, on Discord.");
    expect(said(nobody)).toBe("Nothing would reach you now.");
  });

  it("names quiet hours, in the viewer's way of writing hours", () => {
    const quiet_hours = { start: "22:00", end: "08:00" };
    expect(said({}, { quiet_hours })).toMatch(/ Never from 22:00 to 8:00\.$/);
    expect(said(nobody, { quiet_hours })).toBe("Nothing would reach you now.");
  });

  it("says that nothing comes while one is away", () => {
    const away = (given: Settings) => sentenceOf(given, preferences, "en-GB", "2026-12-24").at(-1);
    expect(away(settings)).toMatch(/^Nothing before Thu,? 24 Dec: you are away\.$/);
    expect(away({ ...settings, ...nobody })).toBe("Nothing would reach you now.");
  });
});
