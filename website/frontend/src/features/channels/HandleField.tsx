import { useId } from "react";
import { Button } from "@/components/Button";
import { SaveProblem } from "@/components/SaveProblem";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { CHANNEL_LABELS } from "@/lib/channels";
import type { LinkedChannel } from "./api/useChannels";
import { useChangePreferences } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { useDraft } from "./useDraft";

const LABELS: Record<LinkedChannel, string> = {
  telegram: "Telegram handle",
  signal: "Signal number",
};
const EXAMPLES: Record<LinkedChannel, string> = {
  telegram: "Numeric chat id or @name",
  signal: "+386 40 123 456",
};

/** What is stored as a person's address on one channel. */
export interface Handle {
  /** Null where nothing is stored. */
  masked: string | null;
  deliverable: boolean;
  /** It can no longer be read. */
  lost: boolean;
}

interface HandleFieldProps {
  channel: LinkedChannel;
  handle: Handle;
  /** Whether the site can keep contact data at all. */
  canStore: boolean;
  /** A linked chat comes before a typed handle. */
  linked: boolean;
}

/** A typed address on one channel. What is stored is shown masked and can be replaced or removed. */
export function HandleField({ channel, handle, canStore, linked }: HandleFieldProps) {
  const { masked } = handle;
  const change = useChangePreferences();
  const hintId = useId();
  const draft = useDraft("", (text) => {
    const typed = text.trim();
    if (typed === "") return;
    // A refused handle stays in its field, to be mended there.
    change.mutate(handleOf(channel, typed), { onError: () => draft.setDraft(text) });
  });
  const hint = hintFor(channel, handle, canStore, linked);

  return (
    <>
      <Field label={LABELS[channel]}>
        <input
          type={channel === "signal" ? "tel" : "text"}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          disabled={!canStore || change.isPending}
          placeholder={masked === null ? EXAMPLES[channel] : "Type another to replace it"}
          aria-invalid={change.isError}
          aria-describedby={hint === null ? undefined : hintId}
          {...draft.props}
          className={styles.input}
        />
      </Field>
      {masked !== null && (
        <div className={styles.inline}>
          <p className={styles.masked}>
            <span className={styles.hint}>Stored:</span> {masked}
          </p>
          <Button isDisabled={change.isPending} onPress={() => change.mutate(handleOf(channel, null))}>
            Remove<VisuallyHidden> {LABELS[channel]}</VisuallyHidden>
          </Button>
        </div>
      )}
      {hint !== null && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
      <SaveProblem error={change.error} field={`${channel}_handle`} />
    </>
  );
}

function handleOf(channel: LinkedChannel, handle: string | null) {
  return channel === "telegram" ? { telegram_handle: handle } : { signal_handle: handle };
}

function hintFor(channel: LinkedChannel, handle: Handle, canStore: boolean, linked: boolean): string | null {
  if (!canStore) return "This site is not set up to keep contact data yet.";
  if (linked) return `Your linked ${CHANNEL_LABELS[channel]} chat is used first.`;
  if (handle.lost) return "What was stored can no longer be read. Enter it again.";
  if (channel === "telegram" && handle.masked !== null && !handle.deliverable) {
    return "Telegram delivers nothing to a @name. To mend it, link Telegram above: open the bot and press Start.";
  }
  return null;
}
