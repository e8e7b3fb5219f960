import type { ComponentProps } from "react";
import styles from "./Select.module.css";

/** The browser's own list of choices, as wide as its place; `onChoose` gets the value of what is chosen. */
export function Select({
  onChoose,
  ...props
}: Omit<ComponentProps<"select">, "className" | "style" | "onChange"> & {
  onChoose: (value: string) => void;
}) {
  return <select {...props} onChange={(event) => onChoose(event.target.value)} className={styles.select} />;
}
