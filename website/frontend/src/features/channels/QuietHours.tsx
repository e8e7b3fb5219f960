import type { PromotionPreferences } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { useChangePreferences } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { useDraft } from "./useDraft";

const USUAL = { start: "22:00", end: "08:00" };

/** Hours in which no message comes. */
export function QuietHours({ preferences }: { preferences: PromotionPreferences }) {
  const change = useChangePreferences();
  const { start, end } = preferences.quiet_hours;
  const on = Boolean(start && end);
  return (
    <>
      <Switch
        label="Quiet hours"
        hint="No message while they last"
        checked={on}
        onChange={(wanted) => change.mutate({ quiet_hours: wanted ? USUAL : {} })}
      />
      {start && end && (
        <div className={styles.pair}>
          <TimeField
            label="From"
            saved={start}
            onSave={(time) => change.mutate({ quiet_hours: { start: time, end } })}
          />
          <TimeField
            label="To"
            saved={end}
            onSave={(time) => change.mutate({ quiet_hours: { start, end: time } })}
          />
        </div>
      )}
      {start && start === end && <p className={styles.hint}>The same time twice means no quiet hours.</p>}
      <SaveProblem error={change.error} field="quiet_hours" />
    </>
  );
}

interface TimeFieldProps {
  label: string;
  /** HH:MM. */
  saved: string;
  onSave: (time: string) => void;
}

function TimeField({ label, saved, onSave }: TimeFieldProps) {
  // A time that is only half typed is no time: the field then goes back.
  const draft = useDraft(saved, (time) => time !== "" && onSave(time));
  return (
    <Field label={label}>
      <input type="time" {...draft.props} className={styles.input} />
    </Field>
  );
}
