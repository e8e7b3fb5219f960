import { t } from "words:availability";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CommunityNow } from "@/api/queries";
import { useViewerZone } from "@/api/queries";
import type { Access, Day, Details, IsoDate, Status } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { PageHeading } from "@/components/PageHeading";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { useNow } from "@/lib/useNow";
import { instantOf, placeOf as placeInZone, startTimes } from "@/lib/zones";
import { AnswerControl } from "./AnswerControl";
import { AsUsual } from "./AsUsual";
import { DetailsControl } from "./DetailsControl";
import { keepAnswer, readKeptAnswer } from "./keptAnswer";
import { NextStep } from "./NextStep";
import { Seats } from "./Seats";
import { missingUntilReady } from "./status";
import styles from "./Tonight.module.css";
import { useDayAnswer } from "./useDayAnswer";
import { answerLabel, answerSentence, untilStart } from "./words";

/** The answer control of tonight: where somebody is led who has just become able to answer. */
export const ANSWER_TONIGHT_ID = "answer-tonight";

interface TonightProps {
  /** Undefined while loading. */
  community: CommunityNow | undefined;
  access: Access | undefined;
  day: Day | undefined;
  /** Whether there is a session at all. */
  session: boolean;
  threshold: number;
  /** Whether the viewer can answer; a guess while loading. */
  canSubmit: boolean;
  /** The way to sign in. */
  signIn: ReactNode;
  /** Names of those in voice. */
  inVoice: readonly string[];
  /** Whether the session has begun. */
  begun: boolean;
  /** Whether there will be enough, and why. */
  forecast: ReactNode;
  /** That the viewer is away, where they are. */
  away: ReactNode;
  /** Once teams are saved: which one the viewer is on. */
  team: ReactNode;
  /** What else can be done with the evening. */
  tools: ReactNode;
}

/** Tonight on the first screen: how many, how many missing, and the viewer's answer. */
export function Tonight({
  community,
  access,
  day,
  session,
  threshold,
  canSubmit,
  signIn,
  inVoice,
  begun,
  forecast,
  away,
  team,
  tools,
}: TonightProps) {
  const answer = useDayAnswer(day, day?.date, t("tonight"));
  const ready = session && day !== undefined && missingUntilReady(day.counts, threshold) === 0;
  return (
    <section aria-label={t("tonight-today")} aria-busy={!day} className={styles.tonight}>
      <PageHeading title={<Title date={community?.today} />}>
        {community && (session ? <Start community={community} /> : t("no-session"))}
      </PageHeading>
      <Seats day={day} threshold={threshold} viewerId={answer.viewerId} inVoice={inVoice} />
      <Standing day={day} session={session} threshold={threshold} inVoice={begun ? inVoice : null} />
      {/* It has its place before it comes, so that the answer does not move. */}
      {session && !begun && <div className={styles.forecast}>{forecast}</div>}
      {away}
      {canSubmit ? (
        <>
          {/* Anew once the day is here: that it has an answer is then no change that moves the focus. */}
          <OwnAnswer key={day?.date} answer={answer} date={day?.date} />
          {/* Names come to linked viewers alone: the day was read as theirs, and not before they signed in. */}
          {day?.users_by_status && answer.viewerId !== null && (
            <UseKept date={day.date} status={answer.status} viewerId={answer.viewerId} give={answer.give} />
          )}
        </>
      ) : (
        <NoAnswerYet access={access} date={day?.date} signIn={signIn} />
      )}
      {team}
      {/* It has its place before there are enough, so that nothing moves when the last one comes. */}
      <div className={styles.choices}>
        <LinkButton look={ready && team === null ? "primary" : "plain"} href="#/planning">
          {ready || team !== null ? t("open-room") : t("room")}
        </LinkButton>
        <div className={styles.tools}>{tools}</div>
      </div>
    </section>
  );
}

function Title({ date }: { date: IsoDate | undefined }) {
  if (date === undefined) return t("tonight");
  return t.rich("tonight-on", {
    date: <time dateTime={date}>{formatDate(date, "short", viewerLocale())}</time>,
    today: <VisuallyHidden>{t("today")}</VisuallyHidden>,
  });
}

/** When it starts and how far that is, with the community's zone named where the viewer's clock shows something else. */
function Start({ community }: { community: CommunityNow }) {
  const { today, start_time, timezone, clockOffset } = community;
  const times = startTimes(today, start_time, timezone, useViewerZone(), viewerLocale());
  const away = untilStart(instantOf(today, start_time, timezone), useNow(10_000) + clockOffset);
  return (
    <>
      {times.viewer === null
        ? t("starts", { time: times.community })
        : t("starts-elsewhere", { time: times.community, place: placeInZone(timezone), yours: times.viewer })}
      {away !== null && (
        <>
          <span className={styles.dot} aria-hidden="true" />
          {away}
        </>
      )}
    </>
  );
}

interface StandingProps {
  day: Day | undefined;
  session: boolean;
  threshold: number;
  /** Null while it does not matter yet. */
  inVoice: readonly string[] | null;
}

function Standing({ day, session, threshold, inVoice }: StandingProps) {
  if (!day) {
    return (
      <p className={styles.standing}>
        <Skeleton>{t("looking", { count: 4 })}</Skeleton>
      </p>
    );
  }
  const { LOOKING, AVAILABLE, MAYBE } = day.counts;
  const missing = missingUntilReady(day.counts, threshold);
  const looking = day.users_by_status?.LOOKING;
  const present = inVoice && looking?.filter(({ display_name }) => inVoice.includes(display_name)).length;
  return (
    <p className={styles.standing} role="status">
      <VisuallyHidden>{t("tonight")}: </VisuallyHidden>
      <strong className={styles.looking}>{t("looking", { count: LOOKING })}</strong>
      {session && (
        <strong className={missing === 0 ? styles.ready : styles.short}>
          {missing === 0 ? t("ready") : t("short", { count: missing })}
        </strong>
      )}
      {present != null && LOOKING > 0 && <span>{t("in-voice-of", { present, looking: LOOKING })}</span>}
      {AVAILABLE > 0 && <span>{t("could-play-more", { count: AVAILABLE })}</span>}
      {MAYBE > 0 && missing > 0 && <span>{t("maybe", { count: MAYBE })}</span>}
    </p>
  );
}

type DayAnswer = ReturnType<typeof useDayAnswer>;

/** The question while there is no answer, else the answer and how to change or clear it. */
function OwnAnswer({ answer, date }: { answer: DayAnswer; date: IsoDate | undefined }) {
  const { status, details, usual, place, give, error, said } = answer;
  const [changing, setChanging] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const asks = status === null || changing;
  const asked = useRef(asks);

  // What was pressed is gone; the focus goes to what stands in its place, unless it is elsewhere already.
  useEffect(() => {
    if (asked.current === asks) return;
    asked.current = asks;
    if (document.activeElement !== document.body && !body.current?.contains(document.activeElement)) return;
    body.current?.querySelector<HTMLElement>("button[aria-pressed='true'], button")?.focus();
  }, [asks]);

  function choose(chosen: Status | null, more?: Details) {
    setChanging(false);
    give(chosen, more);
  }

  return (
    <div ref={body} className={styles.answer}>
      {asks ? (
        <>
          <h2 className={styles.question}>{t("question")}</h2>
          <AnswerControl
            id={ANSWER_TONIGHT_ID}
            dayName={t("tonight")}
            chosen={status}
            onAnswer={(chosen) => choose(chosen)}
            isDisabled={date === undefined}
          />
          <div className={styles.choices}>
            <DetailsControl date={date} dayName={t("tonight")} answer={{ status, details, give: choose }} />
            <AsUsual date={date} dayName={t("tonight")} answer={{ status, usual: false, give: choose }} />
          </div>
        </>
      ) : (
        <div id={ANSWER_TONIGHT_ID} className={styles.given}>
          <p className={styles.sentence}>{answerSentence(status, place, details)}</p>
          <span className={styles.choices}>
            <Button aria-label={t("change-for", { day: t("tonight") })} onPress={() => setChanging(true)}>
              {t("change")}
            </Button>
            {usual ? (
              <AsUsual date={date} dayName={t("tonight")} answer={{ status, usual, give: choose }} />
            ) : (
              <Button
                look="quiet"
                aria-label={t("clear-for", { day: t("tonight") })}
                onPress={() => choose(null)}
              >
                {t("clear")}
              </Button>
            )}
          </span>
        </div>
      )}
      <SaveProblem error={error} />
      <VisuallyHidden>
        <span role="status">{said}</span>
      </VisuallyHidden>
    </div>
  );
}

interface NoAnswerYetProps {
  access: Access | undefined;
  date: IsoDate | undefined;
  signIn: ReactNode;
}

/** The same buttons for those who cannot answer yet: what they tap is kept until they can. */
function NoAnswerYet({ access, date, signIn }: NoAnswerYetProps) {
  const viewerId = access?.website_user_id ?? 0;
  const [kept, setKept] = useState(() =>
    date === undefined ? null : readKeptAnswer(date, Date.now(), viewerId),
  );

  function keep(status: Status | null) {
    if (date === undefined) return;
    const next = status === null ? null : { date, status, at: Date.now(), userId: viewerId };
    keepAnswer(next);
    setKept(next);
  }

  const chosen = kept?.date === date ? (kept?.status ?? null) : null;
  return (
    <div className={styles.answer}>
      <AnswerControl
        id={ANSWER_TONIGHT_ID}
        dayName={t("tonight")}
        chosen={chosen}
        onAnswer={keep}
        isDisabled={date === undefined}
      />
      <p role="status" className={styles.kept}>
        {chosen !== null && t("kept", { answer: answerLabel(chosen) })}
      </p>
      <NextStep access={access} signIn={signIn} />
    </div>
  );
}

interface UseKeptProps {
  date: IsoDate;
  status: Status | null;
  viewerId: number;
  give: (status: Status) => void;
}

/** Sends what was tapped before signing in, once, unless there is an answer by now. */
function UseKept({ date, status, viewerId, give }: UseKeptProps) {
  const used = useRef(false);
  useEffect(() => {
    if (used.current) return;
    used.current = true;
    const kept = readKeptAnswer(date, Date.now(), viewerId);
    if (kept === null) return;
    keepAnswer(null);
    if (status === null) give(kept.status);
  }, [date, status, viewerId, give]);
  return null;
}
