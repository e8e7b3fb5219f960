import { t } from "words:members";
import nav from "./SectionNav.module.css";

/** The way among what promoters look at. */
export function PromoterNav({ here }: { here: "campaigns" | "members" }) {
  return (
    <nav aria-label={t("nav")} className={nav.nav}>
      <a href="#/campaigns" aria-current={here === "campaigns" ? "page" : undefined}>
        {t("nav-campaigns")}
      </a>
      <a href="#/members" aria-current={here === "members" ? "page" : undefined}>
        {t("nav-members")}
      </a>
    </nav>
  );
}
