import { type ReactNode, useId } from "react";
import styles from "./Notifications.module.css";

interface GroupProps {
  heading: string;
  children: ReactNode;
}

/** Settings that belong together, under a heading of their own. */
export function Group({ heading, children }: GroupProps) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className={styles.group}>
      <h3 id={headingId} className={styles.groupHeading}>
        {heading}
      </h3>
      {children}
    </section>
  );
}
