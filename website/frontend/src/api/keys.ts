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
};

/** The range that an availability query covers, or null for any other query. */
export function rangeOf(key: QueryKey): AvailabilityRange | null {
  return key[0] === "availability" && key[1] ? (key[1] as AvailabilityRange) : null;
}

/** True for the availability queries that show this date. */
export function covers(key: QueryKey, date: IsoDate): boolean {
  const range = rangeOf(key);
  return range !== null && range.from <= date && date <= range.to;
}
