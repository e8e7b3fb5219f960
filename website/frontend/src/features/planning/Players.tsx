import { t } from "words:planning";
import { sentenceOf } from "@/api/errors";
import { Button } from "@/components/Button";
import { useJoin } from "./api/useRoom";
import type { Person } from "./draft";
import room from "./PlanningRoom.module.css";
import { PlayerName } from "./PlayerName";
import styles from "./Players.module.css";

interface PlayersProps {
  heading: string;
  people: readonly Person[];
  me: number | null;
}

/** Players of tonight with their answers. */
export function Players({ heading, people, me }: PlayersProps) {
  return (
    <section className={room.section} aria-label={heading}>
      <h2 className={room.heading}>
        {heading} <span className={room.count}>{people.length}</span>
      </h2>
      <ul className={styles.people}>
        {people.map((person) => (
          <li key={person.userId} className={styles.person}>
            <PlayerName person={person} me={person.userId === me} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The way in for who is not in tonight's pool. */
export function Join({ onJoined }: { onJoined: () => void }) {
  const join = useJoin();
  return (
    <div className={styles.join}>
      <p>{t("join-does")}</p>
      <Button
        aria-disabled={join.isPending}
        onPress={() => !join.isPending && join.mutate(undefined, { onSuccess: onJoined })}
      >
        {join.isPending ? t("joining") : t("join")}
      </Button>
      {join.isError && (
        <p role="alert" className={room.problem}>
          {sentenceOf(join.error)}
        </p>
      )}
    </div>
  );
}
