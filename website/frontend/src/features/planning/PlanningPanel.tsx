import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity } from "@/api/queries";
import type { PlanningState } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { observeSize } from "@/lib/browser";
import { usePlanning } from "./api/usePlanning";
import { useCreateRoom } from "./api/useRoom";
import styles from "./PlanningPanel.module.css";
import { readPanelHeight, writePanelHeight } from "./panelHeight";
import { countInWords, missingToUnlock } from "./words";
import { YesterdaysRoom } from "./YesterdaysRoom";

const loadRoom = () => import("./PlanningRoom");
const PlanningRoom = lazy(async () => ({ default: (await loadRoom()).PlanningRoom }));

interface PlanningPanelProps {
  /** The address asks for this panel: it comes into view once its height is settled. */
  asked: boolean;
}

/** Tonight's planning room: what is missing for it, the way to open it, or the room itself. */
export function PlanningPanel({ asked }: PlanningPanelProps) {
  const community = useCommunity().data;
  const access = useAccess();
  const query = usePlanning(community?.today);
  const state = query.data;
  const body = useRef<HTMLDivElement>(null);
  const landing = useRef<HTMLParagraphElement>(null);
  const [expected] = useState(() => readPanelHeight(Date.now(), window.innerWidth));
  const [roomShown, setRoomShown] = useState(false);
  const session = state?.session ?? null;
  const settled = state !== undefined && (session === null || roomShown);
  const unlocked = state?.unlocked === true && state.viewer.linked_discord;

  useEffect(() => {
    // The room then opens at once; where this fails, showing it tries again.
    if (unlocked) loadRoom().catch(() => undefined);
  }, [unlocked]);

  useKeptHeight(
    body,
    settled && community ? Date.parse(community.next_midnight) - community.clockOffset : undefined,
  );

  useEffect(() => {
    if (!asked || !settled) return;
    body.current?.scrollIntoView({ block: "start" });
    landing.current?.focus({ preventScroll: true });
  }, [asked, settled]);

  const problem = state === undefined ? (query.error ?? access.error) : null;
  const place = expected === null ? undefined : { minHeight: expected };
  const land = () => landing.current?.focus();

  return (
    <Card
      heading="Planning room"
      busy={!settled && problem === null}
      aside={<Count state={state} expected={expected !== null} />}
    >
      <div ref={body} className={styles.body} style={settled || problem !== null ? undefined : place}>
        {problem !== null && (
          <Notice tone="problem" action={<Button onPress={() => void query.refetch()}>Try again</Button>}>
            The planning room could not be loaded. {sentenceOf(problem)}
          </Notice>
        )}
        {problem === null && (
          <p ref={landing} tabIndex={-1} className={styles.line}>
            {state ? <FirstLine state={state} /> : <Skeleton>2 more to unlock planning</Skeleton>}
          </p>
        )}
        {state && unlocked && session === null && <OpenRoom onOpened={land} />}
        {state && session && (
          <Suspense>
            <PlanningRoom
              key={session.id}
              state={state}
              session={session}
              onShown={setRoomShown}
              onJoined={land}
            />
          </Suspense>
        )}
        {state && session === null && state.viewer.linked_discord && <YesterdaysRoom today={state.date} />}
      </div>
    </Card>
  );
}

/** How many there are for two full sides; only the room is about that. */
function Count({ state, expected }: { state: PlanningState | undefined; expected: boolean }) {
  if (state ? state.session === null : !expected) return null;
  return <span className={styles.count}>{state ? countInWords(state) : <Skeleton>0 of 12</Skeleton>}</span>;
}

/** Says how the room stands; everybody may know that much. */
function FirstLine({ state }: { state: PlanningState }): ReactNode {
  if (!state.unlocked) return `${missingToUnlock(state)} more to unlock planning`;
  if (!state.viewer.authenticated) return "Planning is unlocked. Sign in and link your player to take part.";
  if (!state.viewer.linked_discord) return "Planning is unlocked. Link your player to take part.";
  if (state.session === null) return "Enough players are looking: names and teams can be settled.";
  return (
    <>
      Opened by <bdi>{state.session.created_by_name}</bdi>
    </>
  );
}

function OpenRoom({ onOpened }: { onOpened: () => void }) {
  const create = useCreateRoom();
  return (
    <div className={styles.open}>
      <Button
        look="primary"
        aria-disabled={create.isPending}
        onPress={() => !create.isPending && create.mutate(undefined, { onSuccess: onOpened })}
      >
        {create.isPending ? "Opening…" : "Open the planning room"}
      </Button>
      {create.isError && (
        <p role="alert" className={styles.problem}>
          {sentenceOf(create.error)}
        </p>
      )}
    </div>
  );
}

/** Remembers until midnight how high the panel is with everything in it; undefined while it is not. */
function useKeptHeight(body: RefObject<HTMLDivElement | null>, until: number | undefined): void {
  useEffect(() => {
    const element = body.current;
    if (until === undefined || element === null) return;
    return observeSize(element, () =>
      writePanelHeight({ until, width: window.innerWidth, height: element.getBoundingClientRect().height }),
    );
  }, [body, until]);
}
