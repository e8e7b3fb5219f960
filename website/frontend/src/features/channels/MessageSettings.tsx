import { t } from "words:channels";
import { useId } from "react";
import type { CommunityNow } from "@/api/queries";
import type { PromotionPreferences, Settings } from "@/api/types";
import { Card } from "@/components/Card";
import { Switch } from "@/components/Switch";
import { useChangePreferences, useChangeSettings } from "./api/useSettings";
import { subscriptionOf } from "./channels";
import { Field } from "./Field";
import { HandleField } from "./HandleField";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";
import { useDraft } from "./useDraft";

interface MessageSettingsProps {
  settings: Settings;
  preferences: PromotionPreferences;
  community: CommunityNow;
}

/** Which messages, and from how many players on. */
export function MessageSettings({ settings, preferences, community }: MessageSettingsProps) {
  const reminders = useChangeSettings();
  const allow = useChangePreferences();
  const shows = useChangePreferences();
  return (
    <Card heading={t("messages")}>
      <Setting change={reminders} field="availability_reminders_enabled">
        <Switch
          label={t("check-in")}
          hint={t("check-in-hint")}
          checked={settings.availability_reminders_enabled}
          onChange={(availability_reminders_enabled) => reminders.mutate({ availability_reminders_enabled })}
        />
      </Setting>
      <Setting change={allow} field="allow_promotions">
        <Switch
          label={t("ask-me")}
          hint={t("ask-me-hint")}
          checked={preferences.allow_promotions}
          onChange={(allow_promotions) => allow.mutate({ allow_promotions })}
        />
      </Setting>
      {preferences.allow_promotions && (
        <>
          <Asks preferences={preferences} />
          <Handles settings={settings} preferences={preferences} />
        </>
      )}
      <Setting change={shows} field="show_attendance">
        <Switch
          label={t("show-attendance")}
          hint={t("show-attendance-hint")}
          checked={preferences.show_attendance}
          onChange={(show_attendance) => shows.mutate({ show_attendance })}
        />
      </Setting>
      <ThresholdField saved={preferences.notify_threshold} usual={community.threshold} />
    </Card>
  );
}

const LIMITS = [
  { name: "asks_a_day", most: 1, label: "in-a-day", times: "times-a-day" },
  { name: "asks_a_week", most: 7, label: "in-a-week", times: "times-a-week" },
] as const;

/** How often the person is asked at most. */
function Asks({ preferences }: Pick<MessageSettingsProps, "preferences">) {
  const change = useChangePreferences();
  const labelId = useId();
  const hintId = useId();
  return (
    <Setting change={change} field="asks_a_week">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a box around two lists */}
      <div role="group" aria-labelledby={labelId} aria-describedby={hintId} className={styles.field}>
        <span id={labelId} className={styles.label}>
          {t("asks")}
        </span>
        <div className={styles.pair}>
          {LIMITS.map(({ name, most, label, times }) => (
            <select
              key={name}
              aria-label={t(label)}
              value={preferences[name]}
              onChange={(event) => change.mutate({ [name]: Number(event.target.value) })}
              className={styles.input}
            >
              {Array.from({ length: most + 1 }, (_, count) => count).map((count) => (
                <option key={count} value={count}>
                  {t(times, { count })}
                </option>
              ))}
            </select>
          ))}
        </div>
      </div>
      <p id={hintId} className={styles.hint}>
        {t("asks-hint")}
      </p>
    </Setting>
  );
}

/** Where promoters' messages may come beside linked chats. */
function Handles({ settings, preferences }: Omit<MessageSettingsProps, "community">) {
  return (
    <>
      {(["telegram", "signal"] as const).map((channel) => (
        <HandleField
          key={channel}
          channel={channel}
          handle={{
            masked: preferences[`${channel}_handle_masked`],
            deliverable: preferences[`${channel}_handle_deliverable`],
            lost: preferences[`${channel}_handle_lost`],
          }}
          canStore={preferences.encryption_enabled}
          linked={subscriptionOf(settings, channel)?.verified ?? false}
        />
      ))}
    </>
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
    <Setting change={change} field="notify_threshold">
      <Field label={t("threshold")} beside>
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
        {t("threshold-usual", { count: usual })}
      </p>
    </Setting>
  );
}
