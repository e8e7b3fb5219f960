import { t } from "words:promotions";
import type { Campaign } from "@/api/types";
import { formatExactTime } from "@/lib/zones";
import type { Clock } from "./plan";
import { type Headline, headlineOf } from "./states";

const HEADLINES = {
  scheduled: "headline-scheduled",
  "under-way": "headline-under-way",
  over: "headline-over",
  failed: "headline-failed",
  cancelled: "headline-cancelled",
} as const satisfies Record<Headline, string>;

/** How a campaign stands, in one word; it ends as "Over" unless it failed or was cancelled. */
export function headlineInWords(campaign: Pick<Campaign, "status" | "over">): string {
  return t(HEADLINES[headlineOf(campaign)]);
}

/** How a campaign stands, in one sentence; its times are those of the clock. */
export function standingInWords(campaign: Campaign, { zone, locale }: Clock): string {
  const { counts, voice } = campaign;
  const of = { told: counts.delivered, people: campaign.recipient_count };
  const headline = headlineOf(campaign);
  if (headline === "failed") return t("stands-failed");
  if (headline === "cancelled") {
    return of.told === 0 ? t("stands-stopped-before") : t("stands-stopped-after", { told: of.told });
  }
  if (headline === "over") {
    return voice ? t("stands-told-and-came", { ...of, ...voice }) : t("stands-told", of);
  }
  const next = campaign.jobs.find((job) => job.status === "pending");
  const time = next ? formatExactTime(Date.parse(next.run_at), zone, locale) : "";
  if (headline === "scheduled") return t("stands-scheduled", { people: of.people, time });
  if (counts.pending > 0 || !next) return t("stands-sending", of);
  return next.job_type === "voice_check_2100"
    ? t("stands-check-next", of)
    : t("stands-start-next", { ...of, time });
}
