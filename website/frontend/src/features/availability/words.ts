import { t } from "words:availability";
import type { Day, Details, IsoDate, Status } from "@/api/types";
import { viewerLocale } from "@/lib/browser";
import { statusLabel } from "@/lib/statuses";
import { clockTime } from "@/lib/zones";
import { missingUntilReady } from "./status";

const ANSWERS = {
  LOOKING: "answer-LOOKING",
  AVAILABLE: "answer-AVAILABLE",
  MAYBE: "answer-MAYBE",
  NOT_PLAYING: "answer-NOT_PLAYING",
} as const;

/** What the buttons of the answer control say. */
export function answerLabel(status: Status): string {
  return t(ANSWERS[status]);
}

/** What those who gave an answer are called above their names. */
export function namesLabel(status: Status): string {
  if (status === "LOOKING") return t("are-looking");
  return status === "AVAILABLE" ? t("could-play") : statusLabel(status);
}

/** "6 looking, enough", "4 looking, 2 short"; of a past day only how many were. */
export function summaryOf(day: Day, session: boolean, threshold: number, today: IsoDate): string {
  const looking = day.counts.LOOKING;
  if (day.date < today) return t("day-summary-past", { looking });
  if (!session) return t("day-summary-none", { looking });
  return t("day-summary", { looking, missing: missingUntilReady(day.counts, threshold) });
}

/** What answers say beside their status, for a message: $from, a time or `start`, and $count, 0 for no condition. */
export function detailWords({ arrives_at, only_if }: Details = {}) {
  return { from: arrives_at ? clockTime(arrives_at, viewerLocale()) : "start", count: only_if ?? 0 };
}

/** The viewer's own answer as a sentence; `place` counts from 1 among those who are looking. */
export function answerSentence(status: Status, place: number | null, details?: Details): string {
  const said = detailWords(details);
  switch (status) {
    case "LOOKING":
      return place === null ? t("you-are-in-unplaced", said) : t("you-are-in", { ...said, place });
    case "AVAILABLE":
      return said.count > 0 ? t("you-are-in-unplaced", said) : t("you-could-play", said);
    case "MAYBE":
      return t("you-said-maybe");
    case "NOT_PLAYING":
      return t("you-do-not-play");
  }
}

/** The viewer's place among those who are looking, from 1; null where it is not known. */
export function placeOf(day: Day, viewerId: number | null): number | null {
  const index = day.users_by_status?.LOOKING.findIndex(({ user_id }) => user_id === viewerId) ?? -1;
  return index < 0 ? null : index + 1;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an evening that began is spoken of as begun. */
const SPOKEN_OF_FOR = 6 * HOUR;

/** How far the start is away, by the server's clock: "in 45 min", "started 20 min ago"; null long after it. */
export function untilStart(start: number, now: number): string | null {
  const away = start - now;
  if (away <= -SPOKEN_OF_FOR) return null;
  if (Math.abs(away) < MINUTE) return t("now");
  const minutes = away > 0 ? Math.ceil(away / MINUTE) : Math.floor(-away / MINUTE);
  const hours = Math.floor(minutes / 60);
  if (away < 0) return hours === 0 ? t("ago-minutes", { minutes }) : t("ago-hours", { hours });
  if (hours === 0) return t("in-minutes", { minutes });
  // Half a day away nobody counts minutes.
  if (minutes % 60 === 0 || hours >= 12) return t("in-hours", { hours });
  return t("in-hours-minutes", { hours, minutes: minutes % 60 });
}
