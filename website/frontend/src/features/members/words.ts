import { t } from "words:members";
import type { Member } from "@/api/types";
import { channelLabel } from "@/lib/channels";

/** What is so of a member, a few words each; nothing of it says whether they are away. */
export function factsOf({ linked, channels, allows_promotions: agreed, reminders }: Member): string[] {
  if (!linked) return [t("no-player")];
  return [
    channels.length > 0 ? channels.map((channel) => channelLabel(channel)).join(", ") : t("no-channel"),
    agreed ? t("may-be-asked") : t("not-to-be-asked"),
    reminders ? t("check-in") : t("no-check-in"),
  ];
}

/** For how long a member has said nothing; nothing of those who cannot answer yet. */
export function silenceOf({ linked, silent_days: days }: Member): string {
  if (!linked) return "";
  return days === null ? t("never-answered") : t("silent", { days });
}
