import { t } from "words:campaigns";
import { t as common } from "words:promotions";
import type { ReactNode } from "react";
import type { PastCampaign } from "@/api/types";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import styles from "./CampaignTable.module.css";
import { headlineInWords } from "./standingWords";

/** One line a campaign, newest first. */
export function CampaignTable({ campaigns }: { campaigns: readonly PastCampaign[] }) {
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.evening}>
              {t("evening")}
            </th>
            <th scope="col">{common("delivered")}</th>
            <th scope="col">{t("looking-since")}</th>
            <th scope="col">{t("in-voice")}</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <Line key={campaign.id} campaign={campaign} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ campaign }: { campaign: PastCampaign }) {
  const { voice, counts, dry_run, looking_afterwards } = campaign;
  // Whom a campaign told nothing it did not bring, and a dry run asks nobody else.
  const brought = dry_run || counts.delivered === 0 ? null : looking_afterwards;
  return (
    <tr>
      <th scope="row" className={styles.evening}>
        <time dateTime={campaign.campaign_date}>
          {formatDate(campaign.campaign_date, "short", viewerLocale())}
        </time>
        <span className={styles.details}>
          <span className={styles.who}>{campaign.promoter_name ?? t("no-promoter")}</span>
          {dry_run && <span>{common("dry-run")}</span>}
          <span className={campaign.status === "failed" ? styles.failed : undefined}>
            {headlineInWords(campaign)}
          </span>
        </span>
      </th>
      <Cell label={common("delivered")}>
        <CountOf number={counts.delivered} people={campaign.recipient_count} />
      </Cell>
      <Cell label={t("looking-since")}>{brought ?? <NotKnown />}</Cell>
      <Cell label={t("in-voice")}>
        {voice ? <CountOf number={voice.present} people={voice.expected} /> : <NotKnown />}
      </Cell>
    </tr>
  );
}

/** A number under its column's heading; where there is no room for columns, beside it. */
function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <td>
      <span className={styles.label} aria-hidden="true">
        {label}
      </span>
      <span>{children}</span>
    </td>
  );
}

function CountOf({ number, people }: { number: number; people: number }) {
  return (
    <span className={styles.count}>
      {t.rich("count-of", { number: <strong key="number">{number}</strong>, people })}
    </span>
  );
}

function NotKnown() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <VisuallyHidden>{t("not-known")}</VisuallyHidden>
    </>
  );
}
