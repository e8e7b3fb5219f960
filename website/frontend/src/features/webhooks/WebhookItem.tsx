import { t } from "words:webhooks";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { Webhook, WebhookChange, WebhookWanted } from "@/api/types";
import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { useChangeWebhook, useRemoveWebhook, useRenewSecret, useSendTest } from "./api/useWebhooks";
import { NewSecret } from "./NewSecret";
import { WebhookDeliveries } from "./WebhookDeliveries";
import { WebhookForm } from "./WebhookForm";
import styles from "./Webhooks.module.css";
import { EVENTS, eventInWords, stateInWords } from "./words";

/** One address: how it does, and what can be done about it. */
export function WebhookItem({ webhook }: { webhook: Webhook }) {
  const { id, label, address, events, state } = webhook;
  const change = useChangeWebhook(id);
  const renew = useRenewSecret(id);
  const remove = useRemoveWebhook(id);
  const test = useSendTest(id);
  const [changing, setChanging] = useState(false);
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState<"renew" | "remove" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const zone = useViewerZone();
  const on = state === "on";
  const wanted = change.isPending ? change.variables : null;
  const problem = change.error ?? test.error;

  // The form leaves the address empty where it stays.
  const saving = {
    mutate: (
      { address: entered, ...rest }: WebhookWanted,
      options: Parameters<typeof change.mutate>[1] & object,
    ) => change.mutate({ ...rest, address: entered === "" ? null : entered, on }, options),
    isPending: change.isPending,
    error: change.error,
  };

  function switchOn(next: boolean) {
    const body: WebhookChange = { label, events, on: next, address: null };
    change.mutate(body);
  }

  return (
    <li className={styles.webhook}>
      <div className={styles.head}>
        <h3 className={styles.name}>{label}</h3>
        <p className={form.quiet}>{address}</p>
        <p
          className={
            webhook.failing_since !== null || state === "gone" || state === "failing" ? form.problem : ""
          }
        >
          {stateInWords(webhook, zone, viewerLocale())}
        </p>
        <ul className={styles.heard} aria-label={t("hears")}>
          {EVENTS.filter((event) => events.includes(event)).map((event) => (
            <li key={event}>{eventInWords(event)}</li>
          ))}
        </ul>
      </div>
      {changing ? (
        <WebhookForm
          webhook={webhook}
          save={saving}
          saveLabel={t("save")}
          onSaved={() => setChanging(false)}
          onCancel={() => {
            change.reset();
            setChanging(false);
          }}
        />
      ) : (
        <>
          <Switch
            label={t("tells", { label })}
            checked={wanted ? wanted.on : on}
            disabled={change.isPending}
            onChange={switchOn}
          />
          {problem !== null && (
            <p role="alert" className={form.problem}>
              {sentenceOf(problem)}
            </p>
          )}
          <div className={form.actions}>
            <Button
              isDisabled={!on || test.isPending}
              aria-label={t("test-of", { label })}
              onPress={() => test.mutate(undefined, { onSuccess: () => setShown(true) })}
            >
              {t("test")}
            </Button>
            <Button
              look="quiet"
              aria-expanded={shown}
              aria-label={shown ? t("hide-of", { label }) : t("deliveries-of", { label })}
              onPress={() => setShown(!shown)}
            >
              {shown ? t("hide") : t("deliveries")}
            </Button>
            <Button look="quiet" aria-label={t("change-of", { label })} onPress={() => setChanging(true)}>
              {t("change")}
            </Button>
            <Button look="quiet" aria-label={t("renew-of", { label })} onPress={() => setAsking("renew")}>
              {t("renew")}
            </Button>
            <Button look="quiet" aria-label={t("remove-of", { label })} onPress={() => setAsking("remove")}>
              {t("remove")}
            </Button>
          </div>
        </>
      )}
      {secret !== null && <NewSecret secret={secret} onDone={() => setSecret(null)} />}
      {shown && <WebhookDeliveries id={id} label={label} />}
      {asking === "renew" && (
        <ConfirmDialog
          title={t("renew-question", { label })}
          confirmLabel={t("renew")}
          onConfirm={async () => setSecret((await renew.mutateAsync(undefined)).secret)}
          onClose={() => setAsking(null)}
        >
          {t("renew-means")}
        </ConfirmDialog>
      )}
      {asking === "remove" && (
        <ConfirmDialog
          title={t("remove-question", { label })}
          confirmLabel={t("remove")}
          onConfirm={() => remove.mutateAsync(undefined)}
          onClose={() => setAsking(null)}
        >
          {t("remove-means")}
        </ConfirmDialog>
      )}
    </li>
  );
}
