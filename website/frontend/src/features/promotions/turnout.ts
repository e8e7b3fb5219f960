import { t } from "words:campaigns";
import type { PastCampaign } from "@/api/types";
import { formatDate } from "@/lib/dates";
import { listed } from "./words";

/** One bar of the chart: how many came to voice of those who said yes and had heard of the evening. */
export interface Turnout {
  id: number;
  date: string;
  expected: number;
  present: number;
}

/** Two make a comparison. */
export const FEWEST_TO_COMPARE = 2;
/** As many bars as leave room for a number and a day below each. */
const MOST_SHOWN = 8;

/** What the chart shows: the latest real campaigns whose voice was read, oldest first. */
export function turnoutsOf(campaigns: readonly PastCampaign[]): Turnout[] {
  return campaigns
    .flatMap(({ id, campaign_date, dry_run, voice }) =>
      dry_run || !voice || voice.expected === 0 ? [] : [{ id, date: campaign_date, ...voice }],
    )
    .slice(0, MOST_SHOWN)
    .reverse();
}

/** Of everybody expected over these campaigns, how many came, in whole percent. */
export function averagePercent(turnouts: readonly Turnout[]): number {
  const expected = turnouts.reduce((sum, turnout) => sum + turnout.expected, 0);
  const present = turnouts.reduce((sum, turnout) => sum + turnout.present, 0);
  return expected === 0 ? 0 : Math.round((present / expected) * 100);
}

/** The chart in words, for those who hear the page: all that it shows. */
export function turnoutInWords(turnouts: readonly Turnout[], locale: string): string {
  const evenings = turnouts.map(({ date, present, expected }) =>
    t("turnout-bar", { date: formatDate(date, "short", locale), present, expected }),
  );
  return t("turnout-in-words", {
    campaigns: turnouts.length,
    percent: averagePercent(turnouts),
    evenings: listed(evenings),
  });
}
