import { t } from "words:channels";
import type { PromotionPreferences } from "@/api/types";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { timesOfDay } from "@/lib/timesOfDay";
import { clockTime } from "@/lib/zones";
import { useChangePreferences } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";

const USUAL = { start: "22:00", end: "08:00" };

/** Hours in which no message comes. */
export function QuietHours({ preferences }: { preferences: PromotionPreferences }) {
  const change = useChangePreferences();
  const { start, end } = preferences.quiet_hours;
  const on = Boolean(start && end);
  return (
    <Setting change={change} field="quiet_hours">
      <Switch
        label={t("quiet")}
        hint={t("quiet-hint")}
        checked={on}
        onChange={(wanted) => change.mutate({ quiet_hours: wanted ? USUAL : {} })}
      />
      {start && end && (
        <div className={styles.pair}>
          <TimeField
            label={t("from")}
            chosen={start}
            onChoose={(time) => change.mutate({ quiet_hours: { start: time, end } })}
          />
          <TimeField
            label={t("to")}
            chosen={end}
            onChoose={(time) => change.mutate({ quiet_hours: { start, end: time } })}
          />
        </div>
      )}
      {start && start === end && <p className={styles.hint}>{t("quiet-same")}</p>}
    </Setting>
  );
}

interface TimeFieldProps {
  label: string;
  /** HH:MM. */
  chosen: string;
  onChoose: (time: string) => void;
}

/** A list, because a browser writes hours in its own field as its own language does, whatever the page's says. */
function TimeField({ label, chosen, onChoose }: TimeFieldProps) {
  const locale = viewerLocale();
  return (
    <Field label={label}>
      <select
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
        className={`${styles.input} ${styles.time}`}
      >
        {timesOfDay(chosen).map((time) => (
          <option key={time} value={time}>
            {clockTime(time, locale)}
          </option>
        ))}
      </select>
    </Field>
  );
}
