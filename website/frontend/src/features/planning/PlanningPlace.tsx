import { t } from "words:planning";
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useViewerZone } from "@/api/queries";
import type { PlanningState } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatTime } from "@/lib/zones";
import { usePlanning } from "./api/usePlanning";
import { useCreateRoom } from "./api/useRoom";
import { hasKeptDraft } from "./keptDraft";
import { MyTeamLine } from "./MyTeam";
import styles from "./PlanningPlace.module.css";
import { countInWords, missingToUnlock } from "./words";
import { YesterdaysRoom } from "./YesterdaysRoom";

const loadRoom = () => import("./PlanningRoom");
const PlanningRoom = lazy(async () => ({ default: (await loadRoom()).PlanningRoom }));

interface PlanningPlaceProps {
  /** How to sign in, for who is signed out. */
  signIn?: ReactNode;
}

/** Tonight's planning room: what is missing for it, the way to open it, or the room itself. */
export function PlanningPlace({ signIn }: PlanningPlaceProps) {
  return (
    <section aria-label={t("planning-room")} className={styles.planning}>
      <Place signIn={signIn} />
    </section>
  );
}

function Place({ signIn }: PlanningPlaceProps) {
  const community = useCommunity();
  const access = useAccess();
  const query = usePlanning(community.data?.today);
  const state = query.data;
  const zone = useViewerZone();
  const landing = useRef<HTMLParagraphElement>(null);
  const session = state?.session ?? null;
  const [opened, setOpened] = useState(false);
  // A draft from before goes on with what is saved now, not with what this page knew last.
  const waits =
    !opened &&
    query.isFetching &&
    session?.can_edit_teams === true &&
    hasKeptDraft(state?.viewer.website_user_id ?? 0, session.session_date);
  const unlocked = state?.unlocked === true && state.viewer.linked_discord;

  useEffect(() => {
    // The room then opens at once; where this fails, showing it tries again.
    if (unlocked) loadRoom().catch(() => undefined);
  }, [unlocked]);

  useEffect(() => {
    if (session && !waits) setOpened(true);
  }, [session, waits]);

  // Whoever opened the room goes on in it: what they pressed is gone by then.
  const opening = useRef(false);
  useEffect(() => {
    if (opening.current && session) landing.current?.focus();
    if (session) opening.current = false;
  }, [session]);

  const problem = state === undefined ? (query.error ?? access.error ?? community.error) : null;
  const land = () => landing.current?.focus();

  function tryAgain() {
    void community.refetch();
    void access.refetch();
    if (community.data) void query.refetch();
  }

  if (problem !== null) {
    return (
      <Notice tone="problem" action={<Button onPress={tryAgain}>{t("try-again")}</Button>}>
        {t("not-loaded", { problem: sentenceOf(problem) })}
      </Notice>
    );
  }
  if (state === undefined || waits) return <LoadingRoom />;
  return (
    <div className={styles.place}>
      {query.isError && (
        <p role="status" className={styles.old}>
          {t("not-up-to-date", { time: formatTime(query.dataUpdatedAt, zone, viewerLocale()) })}
        </p>
      )}
      {session && <MyTeamLine session={session} me={state.viewer.website_user_id} />}
      {session ? (
        <p ref={landing} tabIndex={-1} className={styles.opened}>
          <span>{countInWords(state)}</span>
          <span>{t.rich("opened-by", { name: <bdi>{session.created_by_name}</bdi> })}</span>
        </p>
      ) : (
        <NoRoom
          state={state}
          signIn={signIn}
          landing={landing}
          onOpened={() => {
            opening.current = true;
          }}
        />
      )}
      {session && (
        <Suspense fallback={<LoadingRoom />}>
          <PlanningRoom key={session.id} state={state} session={session} onJoined={land} />
        </Suspense>
      )}
      {session === null && state.viewer.linked_discord && <YesterdaysRoom today={state.date} />}
    </div>
  );
}

/** The shape of a room while it loads. */
function LoadingRoom() {
  return (
    <div aria-busy="true" className={styles.loading}>
      <VisuallyHidden>{t("loading")}</VisuallyHidden>
      {[9, 5, 14, 12, 13, 11, 12].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change their order
        <p key={index}>
          <Skeleton>{"–".repeat(width)}</Skeleton>
        </p>
      ))}
    </div>
  );
}

interface NoRoomProps extends PlanningPlaceProps {
  state: PlanningState;
  landing: RefObject<HTMLParagraphElement | null>;
  onOpened: () => void;
}

/** Before there is a room, or for who may not see into it: one thing that is so, and one to do. */
function NoRoom({ state, signIn, landing, onOpened }: NoRoomProps) {
  const { authenticated, linked_discord, website_user_id } = state.viewer;
  const { looking_count: looking, threshold } = state.session_ready;
  const answered = state.participants.some((participant) => participant.user_id === website_user_id);
  const { session } = state.session_ready;
  const locked = looking === 0 ? t("locked-nobody", { threshold }) : t("locked", { threshold, looking });
  return (
    <div className={styles.card}>
      <Places looking={looking} threshold={threshold} />
      <p ref={landing} tabIndex={-1} className={styles.stands}>
        {!session
          ? t("no-session")
          : state.unlocked
            ? t("unlocked")
            : t("short", { count: missingToUnlock(state) })}
      </p>
      {!state.unlocked && session && <p className={styles.quiet}>{locked}</p>}
      {authenticated && linked_discord ? (
        <>
          {state.unlocked && <p className={styles.quiet}>{t("unlocked-open")}</p>}
          {state.unlocked && <OpenRoom onOpened={onOpened} />}
          {!state.unlocked && !answered && (
            <LinkButton href="#/availability" look="primary">
              {t("locked-answer")}
            </LinkButton>
          )}
        </>
      ) : (
        <>
          <p className={styles.quiet}>{authenticated ? t("unlocked-link") : t("unlocked-sign-in")}</p>
          {authenticated ? (
            <LinkButton href="#/profile" look="primary">
              {t("choose-player")}
            </LinkButton>
          ) : (
            signIn
          )}
        </>
      )}
    </div>
  );
}

/** As many places as it takes, and how many of them are taken; the words below say the same. */
function Places({ looking, threshold }: { looking: number; threshold: number }) {
  return (
    <span aria-hidden="true" className={styles.places}>
      {Array.from({ length: threshold }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is nothing but its number
          key={index}
          className={index < looking ? `${styles.spot} ${styles.taken}` : styles.spot}
        />
      ))}
    </span>
  );
}

function OpenRoom({ onOpened }: { onOpened: () => void }) {
  const create = useCreateRoom();
  return (
    <>
      <Button
        look="primary"
        aria-disabled={create.isPending}
        onPress={() => !create.isPending && create.mutate(undefined, { onSuccess: onOpened })}
      >
        {create.isPending ? t("opening-room") : t("open-room")}
      </Button>
      {create.isError && (
        <p role="alert" className={styles.problem}>
          {sentenceOf(create.error)}
        </p>
      )}
    </>
  );
}
