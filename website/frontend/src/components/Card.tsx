import { type ReactNode, useId } from "react";
import styles from "./Card.module.css";

interface CardProps {
  heading: string;
  /** Stands at the end of the heading's line. */
  aside?: ReactNode;
  busy?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A titled region of the page. */
export function Card({ heading, aside, busy = false, className, children }: CardProps) {
  const headingId = useId();
  return (
    <section
      aria-labelledby={headingId}
      aria-busy={busy}
      className={className ? `${styles.card} ${className}` : styles.card}
    >
      <header className={styles.header}>
        <h2 id={headingId} className={styles.heading}>
          {heading}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
