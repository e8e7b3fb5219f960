import type { PastCampaign } from "@/api/types";

/** One bar of the chart: how many came to voice of those who were asked and had not withdrawn. */
export interface Turnout {
  id: number;
  date: string;
  expected: number;
  present: number;
}

/** Two make a comparison. */
export const FEWEST_TO_COMPARE = 2;
const MOST_SHOWN = 30;

/** What the chart shows: real campaigns whose voice was read, oldest first. */
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

/** The chart in words, for those who hear the page. */
export function turnoutInWords(turnouts: readonly Turnout[]): string {
  const last = turnouts.at(-1);
  if (!last) return "";
  return (
    `Turnout in voice over ${turnouts.length === 1 ? "1 campaign" : `${turnouts.length} campaigns`}: ${averagePercent(turnouts)} % on average, ` +
    `${last.present} of ${last.expected} at the latest.`
  );
}
