import { t } from "words:planning";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { isGone, type Person } from "./draft";
import { CrownIcon } from "./icons";
import styles from "./PlayerName.module.css";
import { ratingInWords, statusInWords } from "./words";

interface PlayerNameProps {
  person: Person;
  me: boolean;
  /** Draws the captain's crown. */
  captain?: boolean;
  /** Whether to mark who is no longer in. */
  showsGone?: boolean;
  showsRating?: boolean;
}

/** Somebody of the room: answer, name, whether that is the viewer, and what is known of them. */
export function PlayerName({
  person,
  me,
  captain = false,
  showsGone = true,
  showsRating = false,
}: PlayerNameProps) {
  const gone = showsGone && isGone(person);
  return (
    <>
      {person.status !== null && <StatusIcon status={person.status} />}
      <span className={styles.words}>
        <span className={styles.line}>
          <bdi className={gone ? `${styles.name} ${styles.gone}` : styles.name}>{person.name}</bdi>
          {me && <span className={styles.you}>{t("you")}</span>}
          {captain && (
            <span className={styles.captain}>
              <CrownIcon worn />
              <VisuallyHidden>{t("captain")}</VisuallyHidden>
            </span>
          )}
        </span>
        {gone ? (
          <span className={styles.out}>{statusInWords(person)}</span>
        ) : (
          <VisuallyHidden>{statusInWords(person)}</VisuallyHidden>
        )}
        {showsRating && <span className={styles.rating}>{ratingInWords(person.rating)}</span>}
      </span>
    </>
  );
}
