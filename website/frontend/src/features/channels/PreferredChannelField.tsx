import { t } from "words:channels";
import { channelLabel } from "@/lib/channels";
import { useChangePreferences } from "./api/useSettings";
import type { PreferredChannel } from "./channels";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";

const PREFERRED: readonly PreferredChannel[] = ["any", "discord", "telegram", "signal", "push"];

/** Which channel is tried first; one message goes to one channel. */
export function PreferredChannelField({ chosen }: { chosen: PreferredChannel }) {
  const change = useChangePreferences();
  return (
    <Setting change={change} field="preferred_channel">
      <Field label={t("preferred")}>
        <select
          value={chosen}
          onChange={(event) => change.mutate({ preferred_channel: event.target.value as PreferredChannel })}
          className={styles.input}
        >
          {PREFERRED.map((each) => (
            <option key={each} value={each}>
              {each === "any" ? t("whichever") : channelLabel(each)}
            </option>
          ))}
        </select>
      </Field>
    </Setting>
  );
}
