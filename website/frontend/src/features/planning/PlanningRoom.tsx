import { t } from "words:planning";
import { useCallback, useState } from "react";
import type { PlanningSession, PlanningState } from "@/api/types";
import { isEmpty, placeOf, savedDraft } from "./draft";
import styles from "./PlanningRoom.module.css";
import { Join, Players } from "./Players";
import { TeamNames } from "./TeamNames";
import { EditedTeams, ReadTeams } from "./Teams";
import { ThreadLine } from "./ThreadLine";
import { useKnownPeople } from "./useKnownPeople";

interface PlanningRoomProps {
  state: PlanningState;
  session: PlanningSession;
  /** What was pressed is gone then; the place takes the focus. */
  onJoined: () => void;
}

/** Which teams, which name, and who else could play. */
export function PlanningRoom({ state, session, onJoined }: PlanningRoomProps) {
  const people = useKnownPeople(state);
  const [drafting, setDrafting] = useState(session.can_edit_teams);
  const onDrafting = useCallback((is: boolean) => setDrafting(is), []);
  const me = state.viewer.website_user_id;
  const isIn = state.participants.some((participant) => participant.user_id === me);
  const draft = savedDraft(session);
  // Whoever stands in the teams, or on the board, is not named again.
  const others = state.participants
    .map((participant) => people.get(participant.user_id))
    .filter((person) => person !== undefined)
    .filter((person) => placeOf(draft, person.userId) === null);
  const boardIsThere = session.can_edit_teams && drafting;

  return (
    <div className={styles.room}>
      <div className={styles.main}>
        {!isIn && <Join onJoined={onJoined} />}
        {session.can_edit_teams ? (
          <EditedTeams state={state} session={session} people={people} onDrafting={onDrafting} />
        ) : (
          <ReadTeams state={state} session={session} people={people} />
        )}
        {!boardIsThere && others.length > 0 && (
          <Players heading={isEmpty(draft) ? t("players") : t("not-on-a-team")} people={others} me={me} />
        )}
      </div>
      <div className={styles.beside}>
        <TeamNames session={session} />
        <ThreadLine state={state} session={session} />
      </div>
    </div>
  );
}
