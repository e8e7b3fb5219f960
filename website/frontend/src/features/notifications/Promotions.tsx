import type { PromotionPreferences, Settings } from "../../api/types";
import { Switch } from "../../components/Switch";
import { CHANNEL_LABELS } from "../../lib/channels";
import { useChangePreferences } from "./api/useSettings";
import { type PreferredChannel, subscriptionOf } from "./channels";
import { Field } from "./Field";
import { Group } from "./Group";
import { HandleField } from "./HandleField";
import styles from "./Notifications.module.css";
import { SaveProblem } from "./SaveProblem";

const PREFERRED: { value: PreferredChannel; label: string }[] = [
  { value: "any", label: "Whichever works" },
  { value: "discord", label: CHANNEL_LABELS.discord },
  { value: "telegram", label: CHANNEL_LABELS.telegram },
  { value: "signal", label: CHANNEL_LABELS.signal },
];

interface PromotionsProps {
  settings: Settings;
  preferences: PromotionPreferences;
}

/** Whether promoters may ask this person, and where. */
export function Promotions({ settings, preferences }: PromotionsProps) {
  const allow = useChangePreferences();
  return (
    <Group heading="Promotions">
      <Switch
        label="Ask me when players are missing"
        hint="Promoters may then message you about tonight"
        checked={preferences.allow_promotions}
        onChange={(allow_promotions) => allow.mutate({ allow_promotions })}
      />
      <SaveProblem error={allow.error} field="allow_promotions" />
      {preferences.allow_promotions && (
        <>
          <PreferredChannelField chosen={preferences.preferred_channel} />
          <HandleField
            channel="telegram"
            handle={{
              masked: preferences.telegram_handle_masked,
              deliverable: preferences.telegram_handle_deliverable,
              lost: preferences.telegram_handle_lost,
            }}
            canStore={preferences.encryption_enabled}
            linked={subscriptionOf(settings, "telegram")?.verified ?? false}
          />
          <HandleField
            channel="signal"
            handle={{
              masked: preferences.signal_handle_masked,
              deliverable: preferences.signal_handle_deliverable,
              lost: preferences.signal_handle_lost,
            }}
            canStore={preferences.encryption_enabled}
            linked={subscriptionOf(settings, "signal")?.verified ?? false}
          />
        </>
      )}
    </Group>
  );
}

function PreferredChannelField({ chosen }: { chosen: PreferredChannel }) {
  const change = useChangePreferences();
  return (
    <>
      <Field label="Preferred channel">
        <select
          value={chosen}
          onChange={(event) => change.mutate({ preferred_channel: event.target.value as PreferredChannel })}
          className={styles.input}
        >
          {PREFERRED.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <SaveProblem error={change.error} field="preferred_channel" />
    </>
  );
}
