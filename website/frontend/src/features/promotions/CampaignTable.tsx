import type { PastCampaign } from "@/api/types";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import styles from "./CampaignTable.module.css";
import { statusInWords } from "./words";

/** One line a campaign, newest first. */
export function CampaignTable({ campaigns }: { campaigns: readonly PastCampaign[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.evening}>
            Evening
          </th>
          <th scope="col">Delivered</th>
          <th scope="col">Looking since</th>
          <th scope="col">In voice</th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <Line key={campaign.id} campaign={campaign} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ campaign }: { campaign: PastCampaign }) {
  const { voice, counts } = campaign;
  return (
    <tr>
      <th scope="row" className={styles.evening}>
        <time dateTime={campaign.campaign_date}>
          {formatDate(campaign.campaign_date, "short", viewerLocale())}
        </time>
        <span className={styles.details}>
          <span className={styles.who}>{campaign.promoter_name ?? "Somebody no longer linked"}</span>
          {campaign.dry_run && <span>Dry run</span>}
          <span className={campaign.status === "failed" ? styles.failed : undefined}>
            {statusInWords(campaign)}
          </span>
        </span>
      </th>
      <td>
        {counts.delivered}
        <span className={styles.of}> of {campaign.recipient_count}</span>
      </td>
      <td>{campaign.looking_afterwards}</td>
      <td>
        {voice ? (
          <>
            {voice.present}
            <span className={styles.of}> of {voice.expected}</span>
          </>
        ) : (
          <>
            <span aria-hidden="true">–</span>
            <VisuallyHidden>Not known</VisuallyHidden>
          </>
        )}
      </td>
    </tr>
  );
}
