import { t } from "words:webhooks";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import { Button } from "@/components/Button";
import form from "@/components/Form.module.css";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { useWebhookDeliveries } from "./api/useWebhooks";
import styles from "./Webhooks.module.css";
import { eventInWords, happenedAt, outcomeInWords } from "./words";

/** What became of the last messages to one address. */
export function WebhookDeliveries({ id, label }: { id: number; label: string }) {
  const query = useWebhookDeliveries(id);
  const zone = useViewerZone();
  const locale = viewerLocale();
  if (query.data === undefined) {
    return query.error === null ? (
      <p>
        <Skeleton>{t("loading")}</Skeleton>
      </p>
    ) : (
      <div>
        <p role="alert" className={form.problem}>
          {t("deliveries-not-loaded", { reason: sentenceOf(query.error) })}
        </p>
        <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
      </div>
    );
  }
  if (query.data.deliveries.length === 0) return <p className={form.quiet}>{t("no-deliveries")}</p>;
  return (
    <ul className={styles.deliveries} aria-label={t("deliveries-of", { label })}>
      {query.data.deliveries.map((delivery) => (
        <li key={delivery.message_id} className={styles.delivery}>
          <span className={styles.mark} data-state={delivery.state} aria-hidden="true" />
          <span>
            <b>{eventInWords(delivery.event)}</b>{" "}
            <span className={form.quiet}>{happenedAt(delivery, zone, locale)}</span>
            <br />
            {outcomeInWords(delivery, zone, locale)}
          </span>
        </li>
      ))}
    </ul>
  );
}
