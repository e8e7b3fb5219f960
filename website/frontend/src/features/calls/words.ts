import { t } from "words:calls";
import type { AskedPerson, Call, CallToday, LeftAlone } from "@/api/types";
import { pageLanguage } from "@/lib/browser";

const MINUTE = 60_000;

/** "5 of 6. One short." */
export function standingInWords(looking: number, threshold: number): string {
  const short = threshold - looking;
  return short > 0
    ? t("stands-short", { looking, threshold, short })
    : t("stands-enough", { looking, threshold });
}

/** How a call stands, without its numbers; a held one has none. */
export function headlineInWords(call: Call): string {
  switch (call.status) {
    case "running":
      return t("is-on");
    case "full":
      return fullInWords(call);
    case "stopped":
      return t("stopped");
    case "called_off":
      return t("called-off");
    case "held":
      return t("held");
    case "over":
      return overInWords(call.end_reason);
  }
}

function fullInWords({ created_at, ended_at }: Call): string {
  const minutes = Math.round((Date.parse(ended_at ?? created_at) - Date.parse(created_at)) / MINUTE);
  return minutes < 1 ? t("full-at-once") : t("full-after", { minutes });
}

function overInWords(reason: Call["end_reason"]): string {
  if (reason === "everybody_asked") return t("over-everybody");
  return reason === "most_asked" ? t("over-most") : t("over-start");
}

type Numbers = Pick<CallToday, "asked" | "yes" | "maybe" | "no" | "silent">;

/** "4 asked, 1 in, 1 not tonight, 2 silent": numbers that are none are not named. */
export function countsInWords({ asked, yes, maybe, no, silent }: Numbers): string {
  if (asked === 0) return t("count-nobody");
  const said = [
    ["count-asked", asked],
    ["count-yes", yes],
    ["count-maybe", maybe],
    ["count-no", no],
    ["count-silent", silent],
  ] as const;
  return listed(said.filter(([, people]) => people > 0).map(([words, people]) => t(words, { people })));
}

const REASONS = {
  not_agreed: "alone-not-agreed",
  over_limit: "alone-over-limit",
  quiet_hours: "alone-quiet-hours",
  told: "alone-told",
  no_channel: "alone-no-channel",
} as const satisfies Record<keyof LeftAlone, string>;

/** "Left alone: 3 have not agreed, 1 in quiet hours.", the most frequent first; empty where nobody is. */
export function leftAloneInWords(people: LeftAlone): string {
  const reasons = (Object.keys(REASONS) as (keyof LeftAlone)[])
    .filter((reason) => people[reason] > 0)
    .sort((one, other) => people[other] - people[one]);
  if (reasons.length === 0) return "";
  return t("left-alone", {
    reasons: listed(reasons.map((reason) => t(REASONS[reason], { people: people[reason] }))),
  });
}

const ANSWERS = {
  LOOKING: "answer-looking",
  AVAILABLE: "answer-available",
  MAYBE: "answer-maybe",
  NOT_PLAYING: "answer-not-playing",
} as const;

type Ask = Pick<AskedPerson, "answer" | "conditional" | "state" | "reason">;

/** What somebody who was asked says, or what became of the message. */
export function askInWords({ answer, conditional, state, reason }: Ask): string {
  if (answer === "AVAILABLE" && conditional) return t("answer-condition");
  if (answer !== null) return t(ANSWERS[answer]);
  if (state === "sent" || state === "unknown") return t("state-silent");
  // Other reasons are theirs to tell.
  if (reason === "full") return t("state-spared");
  if (reason === "cancelled") return t("state-stopped");
  return t(state === "skipped" || state === "failed" ? "state-not-reached" : "state-on-its-way");
}

/** "one, another", in the page's language. */
function listed(parts: string[]): string {
  return new Intl.ListFormat(pageLanguage(), { type: "unit", style: "short" }).format(parts);
}

/** How likely a session is now, and how likely with those who would be asked at once. */
export function chanceInWords(chance: number, withFirst: number | null): string {
  const now = Math.round(100 * chance);
  const then = withFirst === null ? now : Math.round(100 * withFirst);
  return then > now ? t("chance-rises", { now, then }) : t("chance-now", { now });
}
