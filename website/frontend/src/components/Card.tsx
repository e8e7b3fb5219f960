import { type ReactNode, useId } from "react";
import styles from "./Card.module.css";

interface CardProps {
  heading: string;
  /** The id of an element of `aside` that belongs to the region's name. */
  alsoNamedBy?: string | undefined;
  /** Stands at the end of the heading's line. */
  aside?: ReactNode;
  busy?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A titled region of the page. */
export function Card({ heading, alsoNamedBy, aside, busy = false, className, children }: CardProps) {
  const headingId = useId();
  const name = alsoNamedBy === undefined ? headingId : `${headingId} ${alsoNamedBy}`;
  return (
    <section
      aria-labelledby={name}
      aria-busy={busy}
      className={className ? `${styles.card} ${className}` : styles.card}
    >
      <header className={styles.header}>
        <h2 id={headingId} aria-labelledby={name} className={styles.heading}>
          {heading}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
