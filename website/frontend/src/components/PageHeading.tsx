import type { ReactNode } from "react";
import styles from "./PageHeading.module.css";

export const PAGE_HEADING_ID = "page-heading";

/** The page's title with one quiet line beside it. Takes the focus when the route changes. */
export function PageHeading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.line}>
      <h1 id={PAGE_HEADING_ID} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      {children !== undefined && <p className={styles.note}>{children}</p>}
    </div>
  );
}
