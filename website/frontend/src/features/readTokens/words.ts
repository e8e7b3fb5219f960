import { t } from "words:readTokens";
import type { ReadToken } from "@/api/types";
import { dateFormat } from "@/lib/dateFormats";

function onDay(instant: string, timeZone: string, locale: string): string {
  return dateFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone }).format(
    new Date(instant),
  );
}

/** Whether a token holds, and until when. */
export function stateInWords({ state, expires_at }: ReadToken, zone: string, locale: string): string {
  if (state === "revoked") return t("revoked");
  const date = onDay(expires_at, zone, locale);
  return state === "expired" ? t("expired", { date }) : t("holds-until", { date });
}

/** When it was last used, to the day. */
export function usedInWords({ last_used_at: last }: ReadToken, zone: string, locale: string): string {
  return last === null ? t("never-used") : t("last-used", { date: onDay(last, zone, locale) });
}
