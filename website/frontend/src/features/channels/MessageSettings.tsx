import { useId } from "react";
import type { CommunityNow } from "@/api/queries";
import type { PromotionPreferences, Settings } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { useChangePreferences, useChangeSettings } from "./api/useSettings";
import { Field } from "./Field";
import { Group } from "./Group";
import styles from "./Notifications.module.css";
import { QuietHours } from "./QuietHours";
import { useDraft } from "./useDraft";
import { ZoneField } from "./ZoneField";

interface MessageSettingsProps {
  settings: Settings;
  preferences: PromotionPreferences;
  community: CommunityNow;
}

/** Which messages, from how many players on, and at which hours none. */
export function MessageSettings({ settings, preferences, community }: MessageSettingsProps) {
  const reminders = useChangeSettings();
  return (
    <Group heading="Messages">
      <Switch
        label="Daily check-in"
        hint="Asks you on days you have not answered for"
        checked={settings.availability_reminders_enabled}
        onChange={(availability_reminders_enabled) => reminders.mutate({ availability_reminders_enabled })}
      />
      <SaveProblem error={reminders.error} field="availability_reminders_enabled" />
      <ThresholdField saved={preferences.notify_threshold} usual={community.threshold} />
      <QuietHours preferences={preferences} />
      <ZoneField chosen={preferences.timezone} communityZone={community.timezone} />
    </Group>
  );
}

const HIGHEST_THRESHOLD = 99;

/** From how many LOOKING on the person hears that the session is ready; empty means as everybody. */
function ThresholdField({ saved, usual }: { saved: number; usual: number }) {
  const change = useChangePreferences();
  const hintId = useId();
  const draft = useDraft(saved === 0 ? "" : String(saved), (text) =>
    change.mutate({ notify_threshold: text.trim() === "" ? 0 : Number(text) }),
  );
  return (
    <>
      <Field label="Session ready: tell me from how many looking">
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={HIGHEST_THRESHOLD}
          step={1}
          placeholder={String(usual)}
          aria-describedby={hintId}
          aria-invalid={change.isError}
          {...draft.props}
          className={`${styles.input} ${styles.short}`}
        />
      </Field>
      <p id={hintId} className={styles.hint}>
        Empty: {usual}, as everybody.
      </p>
      <SaveProblem error={change.error} field="notify_threshold" />
    </>
  );
}
