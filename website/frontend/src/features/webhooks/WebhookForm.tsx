import { t } from "words:webhooks";
import { type FormEvent, useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { Webhook, WebhookEvent, WebhookWanted } from "@/api/types";
import { Button } from "@/components/Button";
import form from "@/components/Form.module.css";
import styles from "./Webhooks.module.css";
import { EVENTS, eventInWords } from "./words";

interface WebhookFormProps<Saved> {
  /** What is changed; a new one without. */
  webhook?: Webhook;
  save: {
    mutate: (wanted: WebhookWanted, options: { onSuccess: (saved: Saved) => void }) => void;
    isPending: boolean;
    error: Error | null;
  };
  saveLabel: string;
  onSaved: (saved: Saved) => void;
  onCancel: () => void;
}

/** What an address is called, where it is and what it hears. */
export function WebhookForm<Saved>({ webhook, save, saveLabel, onSaved, onCancel }: WebhookFormProps<Saved>) {
  const [label, setLabel] = useState(webhook?.label ?? "");
  const [address, setAddress] = useState("");
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? EVENTS);
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    save.mutate(
      { label: label.trim(), address: address.trim(), events: [...events] },
      { onSuccess: onSaved },
    );
  }

  function choose(event: WebhookEvent, chosen: boolean) {
    setEvents(chosen ? [...events, event] : events.filter((each) => each !== event));
  }

  const complete =
    label.trim() !== "" && events.length > 0 && (webhook !== undefined || address.trim() !== "");
  return (
    <form onSubmit={submit} className={form.form}>
      <div className={form.field}>
        <label htmlFor={`${id}-label`}>{t("label")}</label>
        <input
          id={`${id}-label`}
          // biome-ignore lint/a11y/noAutofocus: the button that was pressed is gone, this is what it opened
          autoFocus
          autoComplete="off"
          maxLength={60}
          placeholder={t("label-example")}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          className={form.input}
        />
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-address`}>{t("address")}</label>
        <input
          id={`${id}-address`}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={2000}
          placeholder={webhook ? t("address-as-it-was", { address: webhook.address }) : "https://"}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          aria-describedby={`${id}-hint`}
          className={form.input}
        />
        <p id={`${id}-hint`} className={form.quiet}>
          {t("address-hint")}
        </p>
      </div>
      <fieldset className={styles.events}>
        <legend>{t("hears")}</legend>
        {EVENTS.map((event) => (
          <label key={event} className={styles.event}>
            <input
              type="checkbox"
              checked={events.includes(event)}
              onChange={({ target }) => choose(event, target.checked)}
            />
            <span>
              {eventInWords(event)} <code className={form.quiet}>{event}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {save.error !== null && (
        <p role="alert" className={form.problem}>
          {sentenceOf(save.error)}
        </p>
      )}
      <div className={form.actions}>
        <Button type="submit" look="primary" isDisabled={!complete || save.isPending}>
          {saveLabel}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
