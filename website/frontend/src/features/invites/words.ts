import { t } from "words:invites";
import type { Invite } from "@/api/types";
import { dateFormat } from "@/lib/dateFormats";

/** Whether a link holds, until when and for how many more, or why it does not. */
export function stateInWords(invite: Invite, timeZone: string, locale: string): string {
  const { state, expires_at, most_uses, uses } = invite;
  if (state === "revoked") return t("revoked");
  if (state === "used_up") return t("used-up");
  const format = dateFormat(locale, { day: "numeric", month: "short", timeZone });
  const date = format.format(new Date(expires_at));
  if (state === "expired") return t("expired", { date });
  const until = t("holds-until", { date });
  return most_uses === null ? until : `${until}, ${t("uses-left", { left: most_uses - uses })}`;
}

/** Why an invite link leads no further than the sign-in; null where it holds, and for what is no reason. */
export function endedInWords(ended: string | null): string | null {
  switch (ended) {
    case "expired":
      return t("invite-expired");
    case "revoked":
      return t("invite-revoked");
    case "used_up":
      return t("invite-used-up");
    case "unknown":
      return t("invite-unknown");
    default:
      return null;
  }
}
