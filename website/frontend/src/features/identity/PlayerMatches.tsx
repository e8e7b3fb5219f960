import { t } from "words:identity";
import { sentenceOf } from "@/api/errors";
import type { PlayerMatch } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import styles from "./Profile.module.css";

interface PlayerMatchesProps {
  heading: string;
  query: { error: Error | null; refetch: () => unknown };
  /** Undefined while loading. */
  players: PlayerMatch[] | undefined;
  /** Whether the first one is most likely the right one. */
  firstIsLikely?: boolean;
  emptySentence: string;
  /** The guid that is being linked right now. */
  linking: string | null;
  /** What the server said about linking one of them. */
  problem: { guid: string; sentence: string } | null;
  onChoose: (player: PlayerMatch) => void;
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

function ListBody({
  query,
  players,
  firstIsLikely = false,
  emptySentence,
  linking,
  problem,
  onChoose,
}: PlayerMatchesProps) {
  if (query.error !== null) {
    return (
      <div className={styles.listError}>
        <p role="alert" className={styles.problem}>
          {sentenceOf(query.error)}
        </p>
        <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
      </div>
    );
  }
  if (players === undefined) {
    return (
      <p className={styles.listEmpty}>
        <Skeleton>{t("looking-for-players")}</Skeleton>
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
      {players.map((player, index) => (
        <li key={player.guid} className={styles.match}>
          <span className={styles.matchName}>{player.canonical_name}</span>
          {player.taken ? (
            <span className={styles.taken}>{t("taken")}</span>
          ) : (
            <Button
              look={firstIsLikely && index === 0 ? "primary" : "plain"}
              isDisabled={linking !== null}
              aria-label={t("this-is-me-named", { name: player.canonical_name })}
              onPress={() => onChoose(player)}
            >
              {linking === player.guid ? t("linking") : t("this-is-me")}
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
