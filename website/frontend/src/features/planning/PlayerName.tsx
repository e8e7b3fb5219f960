import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { isGone, type Person } from "./draft";
import styles from "./PlayerName.module.css";
import { statusInWords } from "./words";

interface PlayerNameProps {
  person: Person;
  captain: boolean;
  /** Whether to mark who is no longer in. */
  showsGone?: boolean;
}

/** Somebody on the board: answer, name, captain's mark, and whether they are out. */
export function PlayerName({ person, captain, showsGone = true }: PlayerNameProps) {
  const gone = showsGone && isGone(person);
  return (
    <>
      {person.status !== null && <StatusIcon status={person.status} />}
      <span className={styles.words}>
        <bdi className={gone ? `${styles.name} ${styles.gone}` : styles.name}>{person.name}</bdi>
        {gone && (
          <span className={styles.out} aria-hidden="true">
            {statusInWords(person)}
          </span>
        )}
      </span>
      <VisuallyHidden>, {statusInWords(person)}</VisuallyHidden>
      {captain && (
        <>
          <span className={styles.captain} aria-hidden="true">
            C
          </span>
          <VisuallyHidden>, captain</VisuallyHidden>
        </>
      )}
    </>
  );
}
