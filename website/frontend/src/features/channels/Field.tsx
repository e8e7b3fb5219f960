import type { ReactNode } from "react";
import styles from "./Notifications.module.css";

interface FieldProps {
  label: string;
  /** The one control. */
  children: ReactNode;
}

/** A control below its label; a tap on either reaches it. */
export function Field({ label, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      {children}
    </label>
  );
}
