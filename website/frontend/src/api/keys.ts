import type { QueryKey } from "@tanstack/react-query";
import type { IsoDate } from "./types";

export interface AvailabilityRange {
  from: IsoDate;
  to: IsoDate;
  names: boolean;
}

/** Whose answers a campaign includes beside LOOKING. */
export interface AskedAnswers {
  includeAvailable: boolean;
  includeMaybe: boolean;
}

/** What a promoter says of a call: whom it asks at most, and the minutes between two waves. */
export interface CallChoice {
  most: number;
  waitMinutes: number;
}

/** Which members are looked for: by a part of a name, by what is missing of them, and which page of them. */
export interface MembersAsked {
  name: string;
  missing: "player" | "consent" | "channel" | null;
  page: number;
}

export const keys = {
  community: ["community"] as const,
  /** Everything that depends on who is looking, availability aside. */
  identity: ["identity"] as const,
  access: ["identity", "access"] as const,
  me: ["identity", "me"] as const,
  /** What the viewer could be called. */
  names: ["identity", "names"] as const,
  sessions: ["identity", "sessions"] as const,
  suggestions: ["identity", "suggestions"] as const,
  search: (text: string) => ["identity", "search", text] as const,
  availability: ["availability"] as const,
  availabilityRange: (range: AvailabilityRange) => ["availability", range] as const,
  /** Who is in voice and on the server now. */
  liveStatus: ["live-status"] as const,
  personas: ["personas"] as const,
  /** What a person wants to be told, by their website user id. */
  notifications: ["notifications"] as const,
  settings: (userId: number) => ["notifications", userId, "settings"] as const,
  promotionPreferences: (userId: number) => ["notifications", userId, "promotion-preferences"] as const,
  away: (userId: number) => ["notifications", userId, "away"] as const,
  /** What they mostly answer. */
  usual: (userId: number) => ["notifications", userId, "usual"] as const,
  push: (userId: number) => ["notifications", userId, "push"] as const,
  notices: (userId: number) => ["notifications", userId, "notices"] as const,
  /** Where their calendars are. */
  calendarFeeds: (userId: number) => ["notifications", userId, "calendar-feeds"] as const,
  outbox: ["outbox"] as const,
  /** Campaigns as one person may see them, by their website user id. */
  promotions: ["promotions"] as const,
  campaign: (userId: number, date: IsoDate) => ["promotions", userId, "campaign", date] as const,
  campaigns: (userId: number) => ["promotions", userId, "campaigns"] as const,
  preview: (userId: number, asked: AskedAnswers) => ["promotions", userId, "preview", asked] as const,
  /** Tonight's call as one person may see it, by their website user id. */
  calls: ["calls"] as const,
  call: (userId: number, date: IsoDate) => ["calls", userId, date] as const,
  callPreview: (userId: number, choice: CallChoice | null) => ["calls", userId, "preview", choice] as const,
  /** Members and invite links as a promoter or an admin sees them, by their website user id. */
  members: ["members"] as const,
  membersFound: (userId: number, asked: MembersAsked) => ["members", userId, "found", asked] as const,
  invites: (userId: number) => ["members", userId, "invites"] as const,
  /** The rules by weekday, with whether this person may change them. */
  evenings: ["evenings"] as const,
  eveningRules: (userId: number) => ["evenings", userId, "rules"] as const,
  /** Whether there will be enough, the same for everybody. */
  forecast: ["forecast"] as const,
  forecastFrom: (today: IsoDate) => ["forecast", today] as const,
  forecastRecord: ["forecast", "record"] as const,
  /** What evenings were like. */
  history: ["history"] as const,
  pastEvenings: ["history", "evenings"] as const,
  ownEvenings: (userId: number) => ["history", userId, "own"] as const,
  pastEvening: (userId: number, day: IsoDate | null) => ["history", userId, day] as const,
  /** The planning room of a date as one person may see it, by their website user id. */
  planning: ["planning"] as const,
  planningRoom: (userId: number, date: IsoDate) => ["planning", userId, date] as const,
};

/** The range that an availability query covers, or null for any other query. */
export function rangeOf(key: QueryKey): AvailabilityRange | null {
  return key[0] === "availability" && key[1] ? (key[1] as AvailabilityRange) : null;
}

const PERSONAL: readonly unknown[] = [
  keys.notifications[0],
  keys.promotions[0],
  keys.calls[0],
  keys.members[0],
  keys.evenings[0],
  keys.planning[0],
];

/** True for what is kept of somebody's notifications, campaigns, calls and planning room, unless it is this person's. */
export function isOfOthers(key: QueryKey, userId: number | null): boolean {
  return PERSONAL.includes(key[0]) && key[1] !== userId;
}

/** True for a person's list of what they were told. */
export function isNotices(key: QueryKey): boolean {
  return key[0] === keys.notifications[0] && key[2] === "notices";
}

/** True for campaigns and their history; what became of messages shows in them. */
export function isCampaigns(key: QueryKey): boolean {
  return key[0] === keys.promotions[0] && key[2] !== "preview";
}

/** True for the previews of a campaign, which follow tonight's answers. */
export function isPreview(key: QueryKey): boolean {
  return key[0] === keys.promotions[0] && key[2] === "preview";
}

/** True for the availability queries that show this date. */
export function covers(key: QueryKey, date: IsoDate): boolean {
  const range = rangeOf(key);
  return range !== null && range.from <= date && date <= range.to;
}
