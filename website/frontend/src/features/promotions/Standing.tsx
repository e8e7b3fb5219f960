import { t } from "words:promotions";
import { useCommunity, useViewerZone } from "@/api/queries";
import type { Campaign } from "@/api/types";
import { viewerLocale } from "@/lib/browser";
import styles from "./CampaignPanel.module.css";
import { headlineInWords, standingInWords } from "./standingWords";

/** In one word how a campaign stands. */
export function Status({ campaign }: { campaign: Campaign }) {
  return (
    <span className={styles.aside}>
      {campaign.dry_run && <span className={styles.tag}>{t("dry-run")}</span>}
      <span role="status" className={styles.status}>
        {headlineInWords(campaign)}
      </span>
    </span>
  );
}

/** In one sentence how a campaign stands. */
export function Standing({ campaign }: { campaign: Campaign }) {
  const viewerZone = useViewerZone();
  const zone = useCommunity().data?.timezone ?? viewerZone;
  return standingInWords(campaign, { zone, locale: viewerLocale() });
}
