import type { ReactNode } from "react";
import styles from "./Skeleton.module.css";

/** Keeps the place of something still loading: its children set the size and stay invisible. */
export function Skeleton({ children }: { children: ReactNode }) {
  return (
    <span className={styles.skeleton} aria-hidden="true">
      {children}
    </span>
  );
}
