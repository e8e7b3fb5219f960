import { useEffect } from "react";
import type { PlanningSession, PlanningState } from "@/api/types";
import { DraftBoard } from "./DraftBoard";
import { Participants } from "./Participants";
import styles from "./PlanningRoom.module.css";
import { TeamNames } from "./TeamNames";
import { Teams } from "./Teams";
import { ThreadLine } from "./ThreadLine";

interface PlanningRoomProps {
  state: PlanningState;
  session: PlanningSession;
  /** Tells the panel whether the room is there, so that its place is kept until then. */
  onShown: (shown: boolean) => void;
  /** What was pressed is gone then; the panel takes the focus. */
  onJoined: () => void;
}

/** Who is in, which name, which teams. */
export function PlanningRoom({ state, session, onShown, onJoined }: PlanningRoomProps) {
  useEffect(() => {
    onShown(true);
    return () => onShown(false);
  }, [onShown]);

  return (
    <div className={styles.room}>
      <div className={styles.start}>
        <Participants state={state} onJoined={onJoined} />
        <ThreadLine state={state} session={session} />
        <TeamNames session={session} />
      </div>
      <div className={styles.teams}>
        {session.can_edit_teams ? (
          <DraftBoard state={state} session={session} />
        ) : (
          <Teams state={state} session={session} />
        )}
      </div>
    </div>
  );
}
