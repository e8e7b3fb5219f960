import { sentenceOf } from "@/api/errors";
import type { PlanningState } from "@/api/types";
import { Button } from "@/components/Button";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { STATUS_LABELS } from "@/lib/statuses";
import { useJoin } from "./api/useRoom";
import styles from "./Participants.module.css";
import room from "./PlanningRoom.module.css";

interface ParticipantsProps {
  state: PlanningState;
  onJoined: () => void;
}

/** Tonight's pool with their answers, and the way in for who is not of it. */
export function Participants({ state, onJoined }: ParticipantsProps) {
  const join = useJoin();
  const me = state.viewer.website_user_id;
  const isIn = state.participants.some((participant) => participant.user_id === me);
  return (
    <section className={room.section} aria-label="Who is in">
      <header className={room.headingLine}>
        <h3 className={room.heading}>Who is in</h3>
        <span className={room.quiet}>{state.participant_count} in the pool</span>
      </header>
      <ul className={styles.people}>
        {state.participants.map((participant) => (
          <li key={participant.user_id} className={styles.person}>
            <StatusIcon status={participant.status} />
            <bdi className={styles.name}>{participant.display_name}</bdi>
            <VisuallyHidden>, {STATUS_LABELS[participant.status]}</VisuallyHidden>
            {participant.user_id === me && <span className={styles.you}>you</span>}
          </li>
        ))}
      </ul>
      {!isIn && (
        <div className={room.actions}>
          <Button
            look="primary"
            aria-disabled={join.isPending}
            onPress={() => !join.isPending && join.mutate(undefined, { onSuccess: onJoined })}
          >
            {join.isPending ? "Joining…" : "Join"}
          </Button>
          <span className={room.quiet}>Says that you are looking tonight</span>
        </div>
      )}
      {join.isError && (
        <p role="alert" className={room.problem}>
          {sentenceOf(join.error)}
        </p>
      )}
    </section>
  );
}
