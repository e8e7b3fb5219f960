import { t } from "words:planning";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { type Draft, type Person, SIDES } from "./draft";
import { PlayerName } from "./PlayerName";
import styles from "./TeamSheet.module.css";

interface TeamSheetProps {
  draft: Draft;
  people: ReadonlyMap<number, Person>;
  me: number | null;
  /** What stands above the teams on paper: the name of the evening, and its date. */
  title: string;
  /** Whether to mark who is no longer in; of a past evening that says nothing. */
  showsGone: boolean;
}

/** The saved teams, to be read; the one thing of the page that is printed. */
export function TeamSheet({ draft, people, me, title, showsGone }: TeamSheetProps) {
  return (
    <div data-team-sheet="" className={styles.sheet}>
      <p className={styles.title}>{title}</p>
      {SIDES.map((side) => (
        <div key={side} data-side={side} className={styles.side}>
          <h3 className={styles.heading}>
            <VisuallyHidden>{t("side", { side })}</VisuallyHidden>
            <span aria-hidden="true" className={styles.letter}>
              {side}
            </span>
            <span className={styles.count}>{draft[side].length}</span>
          </h3>
          <ul aria-label={t("side", { side })} className={styles.members}>
            {draft[side].map((userId) => {
              const person = people.get(userId);
              return (
                person && (
                  <li
                    key={userId}
                    className={userId === me ? `${styles.member} ${styles.mine}` : styles.member}
                  >
                    <PlayerName
                      person={person}
                      me={userId === me}
                      captain={draft.captains[side] === userId}
                      showsGone={showsGone}
                    />
                  </li>
                )
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
}
