import { t } from "words:planning";
import { averageRating, type Person, SIDES, type Side } from "./draft";
import styles from "./Tally.module.css";
import { ratingInWords } from "./words";

interface TallyProps {
  sides: Readonly<Record<Side, readonly Person[]>>;
  left: number;
}

/** How many are on each side and how strong they are on average; in view while one goes through the players. */
export function Tally({ sides, left }: TallyProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no fields are grouped here but counts
    <div role="group" aria-label={t("tally")} className={styles.tally}>
      {SIDES.map((side) => (
        <span key={side} data-side={side} className={styles.side}>
          <strong>{t("tally-side", { side, count: sides[side].length })}</strong>
          <Average people={sides[side]} />
        </span>
      ))}
      <span className={styles.left}>{t("tally-left", { count: left })}</span>
    </div>
  );
}

function Average({ people }: { people: readonly Person[] }) {
  const average = averageRating(people);
  if (average === null) return null;
  return (
    <span className={styles.average}>{t("average", { rating: ratingInWords(Math.round(average)) })}</span>
  );
}
