import type { PlanningSession, PlanningState } from "@/api/types";
import { CopyTeams } from "./CopyTeams";
import { isEmpty, peopleOf, savedDraft } from "./draft";
import styles from "./PlanningRoom.module.css";
import { SavedTeams } from "./SavedTeams";
import { leadingName } from "./words";

interface PastRoomProps {
  state: PlanningState;
  session: PlanningSession;
}

/** The room of a day that is over: what came of it. */
export function PastRoom({ state, session }: PastRoomProps) {
  const draft = savedDraft(session);
  const people = peopleOf(state);
  const name = leadingName(session.suggestions);
  return (
    <div className={styles.room}>
      {name && (
        <p>
          Name: <bdi>{name.name}</bdi>
        </p>
      )}
      <SavedTeams draft={draft} people={people} showsGone={false} />
      {!isEmpty(draft) && (
        <div className={styles.actions}>
          <CopyTeams draft={draft} people={people} date={state.date} name={name?.name ?? null} />
        </div>
      )}
    </div>
  );
}
