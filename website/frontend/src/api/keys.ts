import type { QueryKey } from "@tanstack/react-query";
import type { IsoDate } from "./types";

export interface AvailabilityRange {
  from: IsoDate;
  to: IsoDate;
  names: boolean;
}

export const keys = {
  community: ["community"] as const,
  /** Everything that depends on who is looking, availability aside. */
  identity: ["identity"] as const,
  access: ["identity", "access"] as const,
  me: ["identity", "me"] as const,
  suggestions: ["identity", "suggestions"] as const,
  search: (text: string) => ["identity", "search", text] as const,
  availability: ["availability"] as const,
  availabilityRange: (range: AvailabilityRange) => ["availability", range] as const,
  personas: ["personas"] as const,
  /** What a person wants to be told, by their website user id. */
  notifications: ["notifications"] as const,
  settings: (userId: number) => ["notifications", userId, "settings"] as const,
  promotionPreferences: (userId: number) => ["notifications", userId, "promotion-preferences"] as const,
  notices: (userId: number) => ["notifications", userId, "notices"] as const,
  outbox: ["outbox"] as const,
};

/** The range that an availability query covers, or null for any other query. */
export function rangeOf(key: QueryKey): AvailabilityRange | null {
  return key[0] === "availability" && key[1] ? (key[1] as AvailabilityRange) : null;
}

/** True for what is kept of somebody's notifications, unless it is this person's. */
export function isNotificationsOfOthers(key: QueryKey, userId: number | null): boolean {
  return key[0] === keys.notifications[0] && key[1] !== userId;
}

/** True for a person's list of what they were told. */
export function isNotices(key: QueryKey): boolean {
  return key[0] === keys.notifications[0] && key[2] === "notices";
}

/** True for the availability queries that show this date. */
export function covers(key: QueryKey, date: IsoDate): boolean {
  const range = rangeOf(key);
  return range !== null && range.from <= date && date <= range.to;
}
