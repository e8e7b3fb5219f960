import board from "./Board.module.css";
import { type Draft, isEmpty, type Person, SIDES } from "./draft";
import room from "./PlanningRoom.module.css";
import { PlayerName } from "./PlayerName";
import styles from "./SavedTeams.module.css";

interface SavedTeamsProps {
  draft: Draft;
  people: ReadonlyMap<number, Person>;
  /** Whether to mark who is no longer in; of a past evening that says nothing. */
  showsGone: boolean;
}

/** The teams as they were saved, to be read. */
export function SavedTeams({ draft, people, showsGone }: SavedTeamsProps) {
  if (isEmpty(draft)) return <p className={room.quiet}>No teams saved yet.</p>;
  return (
    <div className={board.board}>
      {SIDES.map((side) => (
        <div key={side} className={board.side}>
          <h4 className={board.place}>
            {side} <span className={board.count}>{draft[side].length}</span>
          </h4>
          <ul aria-label={`Side ${side}`} className={styles.members}>
            {draft[side].map((userId) => {
              const person = people.get(userId);
              return (
                person && (
                  <li key={userId} className={styles.member}>
                    <PlayerName
                      person={person}
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
