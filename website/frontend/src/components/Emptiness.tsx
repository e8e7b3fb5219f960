import type { ReactNode } from "react";
import styles from "./Emptiness.module.css";

interface EmptinessProps {
  /** What is so, as a heading. */
  heading: string;
  /** One sentence more. */
  hint?: string | undefined;
  tone?: "calm" | "problem";
  /** The one thing to do next. */
  action?: ReactNode;
}

/** Stands where something would: why there is none, and what one can do about it. */
export function Emptiness({ heading, hint, tone = "calm", action }: EmptinessProps) {
  return (
    <section className={styles.emptiness} role={tone === "problem" ? "alert" : undefined}>
      <svg viewBox="0 0 48 24" width="96" height="48" aria-hidden="true" className={styles.drawing}>
        <path d="M12 12h6m12 0h6" stroke="currentColor" strokeWidth="1.5" />
        {[6, 24, 42].map((x) => (
          <circle key={x} cx={x} cy="12" r="4.5" />
        ))}
      </svg>
      <h2 className={styles.heading}>{heading}</h2>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      {action}
    </section>
  );
}
