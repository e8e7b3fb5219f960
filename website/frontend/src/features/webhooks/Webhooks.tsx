import { t } from "words:webhooks";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import form from "@/components/Form.module.css";
import { Skeleton } from "@/components/Skeleton";
import { useAddWebhook, useWebhooks } from "./api/useWebhooks";
import { NewSecret } from "./NewSecret";
import { WebhookForm } from "./WebhookForm";
import { WebhookItem } from "./WebhookItem";
import styles from "./Webhooks.module.css";

/** For admins: which addresses of other programs hear what happens, and what became of it. */
export function Webhooks() {
  const query = useWebhooks();
  const add = useAddWebhook();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const found = query.data;
  return (
    <Card heading={t("webhooks")} busy={query.isPending}>
      <p className={form.quiet}>{t("webhooks-note")}</p>
      {found ? (
        <>
          {found.webhooks.length === 0 ? (
            <p>{t("none")}</p>
          ) : (
            <ul>
              {found.webhooks.map((webhook) => (
                <WebhookItem key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )}
          {secret !== null ? (
            <NewSecret secret={secret} onDone={() => setSecret(null)} />
          ) : !found.can_store ? (
            <p className={form.quiet}>{t("no-key")}</p>
          ) : adding ? (
            <WebhookForm
              save={add}
              saveLabel={t("add-it")}
              onSaved={({ secret: made }) => {
                setSecret(made);
                setAdding(false);
              }}
              onCancel={() => setAdding(false)}
            />
          ) : (
            <div>
              <Button isDisabled={found.webhooks.length >= found.most} onPress={() => setAdding(true)}>
                {t("add")}
              </Button>
              {found.webhooks.length >= found.most && (
                <p className={form.quiet}>{t("all-there-may-be", { most: found.most })}</p>
              )}
            </div>
          )}
        </>
      ) : query.error === null ? (
        <p className={styles.loading}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.loading}>
          <p role="alert" className={form.problem}>
            {t("not-loaded", { reason: sentenceOf(query.error) })}
          </p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      )}
    </Card>
  );
}
