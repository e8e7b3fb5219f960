import { t } from "words:identity";
import nav from "@/components/SectionNav.module.css";
import styles from "./MeNav.module.css";

interface MeNavProps {
  here: "notifications" | "profile";
  /** Whether the viewer may see campaigns. */
  campaigns: boolean;
  /** Whether the viewer may see members. */
  members: boolean;
  /** Whether the viewer is an admin. */
  admin: boolean;
  /** Whether there is an outbox to look into. */
  outbox: boolean;
}

/** The way among what is one's own. Where the header has room for evenings, campaigns, admin and the outbox, they stand there. */
export function MeNav({ here, campaigns, members, admin, outbox }: MeNavProps) {
  return (
    <nav aria-label={t("mine")} className={nav.nav}>
      <a href="#/notifications" aria-current={here === "notifications" ? "page" : undefined}>
        {t("nav-notifications")}
      </a>
      <a href="#/profile" aria-current={here === "profile" ? "page" : undefined}>
        {t("nav-profile")}
      </a>
      <a href="#/history" className={styles.phoneOnly}>
        {t("nav-history")}
      </a>
      {campaigns && (
        <a href="#/campaigns" className={styles.phoneOnly}>
          {t("nav-campaigns")}
        </a>
      )}
      {members && (
        <a href="#/members" className={styles.phoneOnly}>
          {t("nav-members")}
        </a>
      )}
      {admin && (
        <a href="#/admin" className={styles.phoneOnly}>
          {t("nav-admin")}
        </a>
      )}
      {outbox && (
        <a href="#/outbox" className={styles.phoneOnly}>
          {t("nav-outbox")}
        </a>
      )}
    </nav>
  );
}
