import type { ReactNode } from "react";
import styles from "./Notifications.module.css";

interface FieldProps {
  label: string;
  /** The control is small and stands at the end of the label's line. */
  beside?: boolean;
  /** The one control. */
  children: ReactNode;
}

/** A control below its label, or beside it; a tap on either reaches it. */
export function Field({ label, beside = false, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className={beside ? styles.besideField : styles.field}>
      <span className={styles.label}>{label}</span>
      {children}
    </label>
  );
}
