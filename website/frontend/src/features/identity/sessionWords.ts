import { t } from "words:identity";
import type { Session } from "@/api/types";
import { dateFormat } from "@/lib/dateFormats";

/** Since when somebody is signed in, and when they last were there: days, with a year where it is another. */
export function sessionInWords(session: Session, now: number, zone: string, locale: string): string {
  const yearOf = (instant: number) => dateFormat("en", { year: "numeric", timeZone: zone }).format(instant);
  const dayOf = (text: string) => {
    const instant = Date.parse(text);
    return dateFormat(locale, {
      day: "numeric",
      month: "short",
      timeZone: zone,
      ...(yearOf(instant) === yearOf(now) ? {} : { year: "numeric" }),
    }).format(instant);
  };
  const begun = dayOf(session.created_at);
  if (session.current) return t("this-browser", { begun });
  const seen = dayOf(session.last_seen_at);
  return seen === begun ? t("since", { begun }) : t("since-and-seen", { begun, seen });
}
