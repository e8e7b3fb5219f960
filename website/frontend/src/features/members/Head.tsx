import { t } from "words:members";
import type { MemberList } from "@/api/types";
import styles from "./Members.module.css";

/** How many could be asked tonight, and what keeps the others from it. */
export function Head({ totals }: { totals: MemberList["totals"] }) {
  const { members, linked, askable, answered, no_consent, no_channel, away } = totals;
  const reasons = [
    ...(no_consent > 0 ? [t("declined", { people: no_consent })] : []),
    ...(no_channel > 0 ? [t("unreachable", { people: no_channel })] : []),
    ...(away > 0 ? [t("away", { people: away })] : []),
  ];
  return (
    <>
      <p className={styles.figure}>
        <strong>{askable}</strong> {t("askable", { askable })}
      </p>
      {askable > 0 && <p>{t("answered", { answered })}</p>}
      <p>
        {reasons.length === 0
          ? t("of-members", { members, linked })
          : t("of-members-but", { members, linked, reasons: reasons.join(", ") })}
      </p>
      {away > 0 && <p className={styles.quiet}>{t("away-hint")}</p>}
    </>
  );
}
