import { sentenceOf } from "@/api/errors";
import type { PlayerMatch } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import styles from "./Profile.module.css";

interface PlayerMatchesProps {
  heading: string;
  query: { error: Error | null; refetch: () => unknown };
  /** Undefined while loading. */
  players: PlayerMatch[] | undefined;
  emptySentence: string;
  /** The guid that is being linked right now. */
  linking: string | null;
  /** What the server said about linking one of them. */
  problem: { guid: string; sentence: string } | null;
  onChoose: (guid: string) => void;
}

/** Players to choose from; taken ones are shown as taken. */
export function PlayerMatches(props: PlayerMatchesProps) {
  return (
    <>
      <h3 className={styles.listHeading}>{props.heading}</h3>
      <ListBody {...props} />
    </>
  );
}

function ListBody({ query, players, emptySentence, linking, problem, onChoose }: PlayerMatchesProps) {
  if (query.error !== null) {
    return (
      <div className={styles.listError}>
        <p role="alert" className={styles.problem}>
          {sentenceOf(query.error)}
        </p>
        <Button onPress={() => void query.refetch()}>Try again</Button>
      </div>
    );
  }
  if (players === undefined) {
    return (
      <p className={styles.listEmpty}>
        <Skeleton>Looking for players</Skeleton>
      </p>
    );
  }
  if (players.length === 0) {
    return (
      <p role="status" className={styles.listEmpty}>
        {emptySentence}
      </p>
    );
  }
  return (
    <ul className={styles.list}>
      {players.map((player) => (
        <li key={player.guid} className={styles.match}>
          <span className={styles.matchName}>{player.canonical_name}</span>
          {player.taken ? (
            <span className={styles.taken}>Taken</span>
          ) : (
            <Button isDisabled={linking !== null} onPress={() => onChoose(player.guid)}>
              {linking === player.guid ? "Linking…" : "This is me"}
              <VisuallyHidden>: {player.canonical_name}</VisuallyHidden>
            </Button>
          )}
          {problem?.guid === player.guid && (
            <p role="alert" className={`${styles.problem} ${styles.wide}`}>
              {problem.sentence}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
