import { t } from "words:liveStatus";
import { useEffect, useId, useState } from "react";
import type { LiveStatusNow } from "@/api/queries";
import type { Presence } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { charactersOf, knownUntil, nobody, placeholderOf, shownOf } from "./places";
import { readPlacesHint, writePlacesHint } from "./placesHint";
import styles from "./WhoIsThere.module.css";

interface WhoIsThereProps {
  /** Undefined while nothing was ever loaded. */
  status: LiveStatusNow | undefined;
  /** Whether there may still be an answer. */
  loading: boolean;
}

/** Who is in voice and on the server right now. What is not known is not shown: it is not nobody. */
export function WhoIsThere({ status, loading }: WhoIsThereProps) {
  const [hint] = useState(readPlacesHint);
  const voice = useWhileKnown(status?.voice, status?.clockOffset);
  const server = useWhileKnown(status?.server, status?.clockOffset);
  const loaded = status !== undefined;
  const voiceNames = voice ? charactersOf(voice) : null;
  const serverNames = server ? charactersOf(server) : null;

  useEffect(() => {
    if (loaded) writePlacesHint({ voiceNames, serverNames });
  }, [loaded, voiceNames, serverNames]);

  const expected = loaded || !loading ? null : hint;
  const voiceExpected = expected?.voiceNames ?? null;
  const serverExpected = expected?.serverNames ?? null;
  if (!voice && !server && voiceExpected === null && serverExpected === null) return null;
  return (
    <div className={styles.places}>
      <Place name={t("in-voice")} presence={voice} expected={voiceExpected} />
      <Place name={t("on-server")} presence={server} expected={serverExpected} />
    </div>
  );
}

interface PlaceProps {
  name: string;
  presence: Presence | null;
  /** How many characters the names will probably take; null where nothing is expected. */
  expected: number | null;
}

function Place({ name, presence, expected }: PlaceProps) {
  const headingId = useId();
  if (!presence && expected === null) return null;
  return (
    <section aria-labelledby={headingId} aria-busy={!presence} className={styles.place}>
      <p className={styles.heading}>
        <strong className={styles.count}>{presence ? presence.count : <Skeleton>0</Skeleton>}</strong>{" "}
        <span id={headingId}>{name}</span>
      </p>
      {presence ? (
        <Names names={presence.names} />
      ) : (
        expected !== null &&
        expected > 0 && (
          <p className={styles.names}>
            <Skeleton>{placeholderOf(expected)}</Skeleton>
          </p>
        )
      )}
    </section>
  );
}

function Names({ names }: Pick<Presence, "names">) {
  if (!names) return null;
  if (names.length === 0) return <p className={styles.names}>{nobody()}</p>;
  const { shown, rest } = shownOf(names);
  return (
    <ul className={styles.names}>
      {shown.map((name, index) => (
        // Two may have one name on the server, so only its place in the list tells them apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={`${name} ${index}`} className={styles.name}>
          <bdi>{name}</bdi>
        </li>
      ))}
      {rest !== null && <li className={styles.name}>{rest}</li>}
    </ul>
  );
}

/** The presence for as long as it is known, also where no newer answer comes. */
function useWhileKnown(presence: Presence | undefined, clockOffset = 0): Presence | null {
  const until = presence ? knownUntil(presence, clockOffset) : null;
  const [over, setOver] = useState<number | null>(null);
  useEffect(() => {
    if (until === null) return;
    const timer = window.setTimeout(() => setOver(until), Math.max(0, until - Date.now()));
    return () => window.clearTimeout(timer);
  }, [until]);
  return presence && until !== null && over !== until ? presence : null;
}
