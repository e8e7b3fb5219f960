import { t } from "words:channels";
import { useId, useState } from "react";
import { Button } from "@/components/Button";
import { channelLabel } from "@/lib/channels";
import type { LinkedChannel } from "./api/useChannels";
import { useChangePreferences } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";
import { useDraft } from "./useDraft";

const LABELS = { telegram: "telegram-handle", signal: "signal-handle" } as const;
const EXAMPLES = { telegram: "telegram-example", signal: "signal-example" } as const;

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
  const [isName, setIsName] = useState(false);
  const hintId = useId();
  const problemId = useId();
  const draft = useDraft("", (text) => {
    const typed = text.trim();
    const named = isNameOfTelegram(channel, typed);
    setIsName(named);
    if (typed === "") return;
    // What cannot work and what was refused stays in its field, to be mended there.
    if (named) draft.setDraft(text);
    else change.mutate(handleOf(channel, typed), { onError: () => draft.setDraft(text) });
  });
  const hint = hintFor(channel, handle, canStore, linked);
  const described = [hint === null ? [] : hintId, isName ? problemId : []].flat().join(" ");

  return (
    <Setting change={change} field={`${channel}_handle`}>
      <Field label={t(LABELS[channel])}>
        <input
          type={channel === "signal" ? "tel" : "text"}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          disabled={!canStore || change.isPending}
          placeholder={masked === null ? t(EXAMPLES[channel]) : t("handle-replace")}
          aria-invalid={isName || change.isError}
          aria-describedby={described === "" ? undefined : described}
          {...draft.props}
          className={styles.input}
        />
      </Field>
      {isName && (
        <p id={problemId} role="alert" className={styles.problem}>
          {t("handle-no-name")}
        </p>
      )}
      {masked !== null && (
        <div className={styles.inline}>
          <p className={styles.masked}>{t("handle-stored", { address: masked })}</p>
          <Button
            isDisabled={change.isPending}
            aria-label={t("handle-remove-named", { handle: t(LABELS[channel]) })}
            onPress={() => change.mutate(handleOf(channel, null))}
          >
            {t("handle-remove")}
          </Button>
        </div>
      )}
      {hint !== null && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </Setting>
  );
}

/** A bot writes to chats by their numbers alone. */
function isNameOfTelegram(channel: LinkedChannel, typed: string): boolean {
  return channel === "telegram" && typed !== "" && !/^-?\d+$/.test(typed);
}

function handleOf(channel: LinkedChannel, handle: string | null) {
  return channel === "telegram" ? { telegram_handle: handle } : { signal_handle: handle };
}

function hintFor(channel: LinkedChannel, handle: Handle, canStore: boolean, linked: boolean): string | null {
  if (!canStore) return t("handle-no-place");
  if (linked) return t("handle-linked-first", { channel: channelLabel(channel) });
  if (handle.lost) return t("handle-lost");
  if (channel === "telegram" && handle.masked !== null && !handle.deliverable) return t("handle-no-name");
  return null;
}
