import type { IsoDate, Status } from "@/api/types";
import { readStored, writeStored } from "@/lib/browser";
import { STATUSES } from "@/lib/statuses";

/** An answer that was tapped before its giver could answer: it is sent once they can. */
export interface KeptAnswer {
  date: IsoDate;
  status: Status;
  /** Milliseconds since 1970. */
  at: number;
  /** Who tapped it: a website user id, 0 for somebody who was signed out. */
  userId: number;
}

const KEY = "muster.kept-answer";
/** Long enough to sign in and choose a player; whoever sits down here later has not tapped it. */
const KEPT_FOR = 15 * 60_000;

/** The answer that this viewer tapped for the day, signed out or as themselves; null where there is none. */
export function readKeptAnswer(date: IsoDate, now: number, viewerId: number): KeptAnswer | null {
  const stored = readStored(KEY);
  if (typeof stored !== "object" || stored === null) return null;
  const kept = stored as Partial<KeptAnswer>;
  if (kept.date !== date || typeof kept.at !== "number") return null;
  if (kept.at > now || now - kept.at > KEPT_FOR) return null;
  if (kept.userId !== 0 && kept.userId !== viewerId) return null;
  const status = STATUSES.find((each) => each === kept.status);
  return status === undefined ? null : { date, status, at: kept.at, userId: kept.userId };
}

export function keepAnswer(kept: KeptAnswer | null): void {
  writeStored(KEY, kept);
}
