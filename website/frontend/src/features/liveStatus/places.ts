import { t } from "words:liveStatus";
import type { Presence } from "@/api/types";

/** What stands where names would, for those who may see them. */
export const nobody = () => t("nobody");
/** Two full sides and who watches them; a phone has no room for a crowd. */
const MOST_NAMES = 24;
const SOME_NAMES = "Kestrel, Marlow, Odessa, ";

/**
 * Until when a place is known, in milliseconds since 1970 by this device's clock; null where it is not known.
 * `clockOffset` is how far the server's clock is ahead of it.
 */
export function knownUntil(presence: Presence, clockOffset: number): number | null {
  if (!presence.known) return null;
  const until = Date.parse(presence.known_until ?? "") - clockOffset;
  return Number.isNaN(until) ? null : until;
}

/** The names that are shown, and in words how many are not; null where all are. */
export function shownOf(names: readonly string[]): { shown: readonly string[]; rest: string | null } {
  const more = names.length - MOST_NAMES;
  return { shown: names.slice(0, MOST_NAMES), rest: more > 0 ? t("and-more", { count: more }) : null };
}

/** How many characters a place's names take, 0 where the viewer may not see them. */
export function charactersOf({ names }: Presence): number {
  if (!names) return 0;
  const { shown, rest } = shownOf(names);
  return ([...shown, ...(rest === null ? [] : [rest])].join(", ") || nobody()).length;
}

/** So many characters in words that are as long as names are, so that they wrap alike. */
export function placeholderOf(characters: number): string {
  return SOME_NAMES.repeat(Math.ceil(characters / SOME_NAMES.length)).slice(0, characters);
}
