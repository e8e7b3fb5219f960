import { t } from "words:planning";
import type { ReactNode } from "react";
import styles from "./Comparison.module.css";
import type { Change } from "./draft";
import { spotInWords } from "./words";

interface ComparisonProps {
  heading: string;
  before: string;
  after: string;
  changes: readonly Change[];
  nameOf: (userId: number) => string;
  /** What to do about it. */
  children: ReactNode;
}

/** Who is elsewhere in another draft, and where. */
export function Comparison({ heading, before, after, changes, nameOf, children }: ComparisonProps) {
  return (
    <section role="alert" aria-label={heading} className={styles.comparison}>
      <table className={styles.table}>
        <caption>{heading}</caption>
        <thead>
          <tr>
            <th scope="col">{t("column-player")}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.userId}>
              <th scope="row">
                <bdi>{nameOf(change.userId)}</bdi>
              </th>
              <td>{spotInWords(change.before)}</td>
              <td>{spotInWords(change.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.actions}>{children}</div>
    </section>
  );
}
