import { t } from "words:forecast";
import type { ForecastRecord } from "@/api/types";

export type HourRecord = ForecastRecord["hours"][number];
export type Tenth = HourRecord["tenths"][number];

/** Evenings of two tenths together, as they are said in a sentence. */
export interface Fifth {
  least: number;
  most: number;
  evenings: number;
  played: number;
}

/** The tenths of which anything is known. */
export function known(hour: HourRecord): Tenth[] {
  return hour.tenths.filter(({ evenings }) => evenings > 0);
}

/** Two tenths each, those of which anything is known. */
export function fifthsOf(hour: HourRecord): Fifth[] {
  const fifths: Fifth[] = [];
  for (const { least, most, evenings, played } of hour.tenths) {
    const last = fifths.at(-1);
    if (last && least % 20 !== 0) {
      last.most = most;
      last.evenings += evenings;
      last.played += played;
    } else {
      fifths.push({ least, most, evenings, played });
    }
  }
  return fifths.filter(({ evenings }) => evenings > 0);
}

/** "Of 40 evenings called 60–80 %, 29 were played." */
export function sentenceOf({ least, most, evenings, played }: Fifth): string {
  return t("record-sentence", { least, most, evenings, played });
}

/** The fifth that says most: of those that were no matter of course the one with the most evenings. */
export function tellingFifth(hour: HourRecord): Fifth | undefined {
  const fifths = fifthsOf(hour);
  const open = fifths.filter(({ least, most }) => least > 0 && most < 100);
  return (open.length > 0 ? open : fifths).reduce<Fifth | undefined>(
    (found, fifth) => (found === undefined || fifth.evenings > found.evenings ? fifth : found),
    undefined,
  );
}
