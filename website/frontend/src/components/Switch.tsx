import { useId } from "react";
import styles from "./Switch.module.css";

interface SwitchProps {
  label: string;
  /** One short line below the label. */
  hint?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** Something that is on or off, and takes effect at once. The whole line can be tapped. */
export function Switch({ label, hint, checked, disabled = false, onChange }: SwitchProps) {
  const labelId = useId();
  const hintId = useId();
  return (
    <div className={styles.row}>
      <input
        type="checkbox"
        role="switch"
        aria-labelledby={labelId}
        aria-describedby={hint ? hintId : undefined}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles.words}>
        <span id={labelId}>{label}</span>
        {hint && (
          <span id={hintId} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.thumb} />
      </span>
    </div>
  );
}
