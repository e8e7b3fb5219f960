import { t } from "words:identity";
import styles from "./MeNav.module.css";

interface MeNavProps {
  here: "notifications" | "profile";
  /** Whether the viewer may see campaigns. */
  campaigns: boolean;
  /** Whether there is an outbox to look into. */
  outbox: boolean;
}

/** The way among what is one's own. Where the header has room for evenings, campaigns and the outbox, they stand there. */
export function MeNav({ here, campaigns, outbox }: MeNavProps) {
  return (
    <nav aria-label={t("mine")} className={styles.nav}>
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
      {outbox && (
        <a href="#/outbox" className={styles.phoneOnly}>
          {t("nav-outbox")}
        </a>
      )}
    </nav>
  );
}
