import { t as frame } from "words:app";
import { t } from "words:availability";
import { Suspense, useDeferredValue, useEffect } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useLiveStatus, useViewerZone } from "@/api/queries";
import type { Day, IsoDate } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { optional } from "@/components/optional";
import { useDaysAhead } from "@/features/availability/api/useDaysAhead";
import { CalendarSection } from "@/features/availability/CalendarSection";
import { DayRow } from "@/features/availability/DayRow";
import { RecentChanges } from "@/features/availability/RecentChanges";
import { Tonight } from "@/features/availability/Tonight";
import { TonightNames } from "@/features/availability/TonightNames";
import { Upcoming } from "@/features/availability/Upcoming";
import { CallLine } from "@/features/calls/CallLine";
import { useAway } from "@/features/channels/api/useAway";
import { WhoIsThere } from "@/features/liveStatus/WhoIsThere";
import { useTeamsSaved } from "@/features/planning/api/useTeamsSaved";
import { useCampaign } from "@/features/promotions/api/useCampaign";
import { CampaignLine } from "@/features/promotions/CampaignLine";
import { stands } from "@/features/promotions/states";
import { viewerLocale } from "@/lib/browser";
import { addDays } from "@/lib/dates";
import { eveningOn } from "@/lib/evenings";
import { formatTime } from "@/lib/zones";
import { readLayoutHint } from "../layoutHint";
import { useOpenDay } from "../router";
import { SignIn } from "../SignIn";
import { useBegun } from "../useBegun";
import { usePageTitle } from "../usePageTitle";
import styles from "./AvailabilityPage.module.css";

// What is for some evenings and some people alone.
const AwayLine = optional(async () => (await import("@/features/channels/AwayLine")).AwayLine);
const ForecastLine = optional(async () => (await import("@/features/forecast/ForecastLine")).ForecastLine);
const DayForecast = optional(async () => (await import("@/features/forecast/ForecastLine")).DayForecast);
const AddToCalendar = optional(
  async () => (await import("@/features/calendarFeeds/AddToCalendar")).AddToCalendar,
);
const ShareTonight = optional(
  async () => (await import("@/features/availability/ShareTonight")).ShareTonight,
);
const MyTeam = optional(async () => (await import("@/features/planning/MyTeam")).MyTeam);

/** Days shown without the calendar: today, tomorrow and the three after it. */
const DAYS_SHOWN = 5;
const EVENING_WHILE_LOADING = { session: true, threshold: 6 };

/** Tonight with names, then the days after it, and one line each for voice, server and campaign. */
export function AvailabilityPage() {
  return (
    <Boundary what={t("tonight")}>
      <Evenings />
    </Boundary>
  );
}

function Evenings() {
  const community = useCommunity();
  const access = useAccess();
  const liveStatus = useLiveStatus(false); // the app asks, which shows a part of it on every page
  const viewerZone = useViewerZone();
  const [openDay, openAnotherDay] = useOpenDay();
  const today = community.data?.today;
  const availability = useDaysAhead(today);
  const days = new Map(availability.data?.days.map((day) => [day.date, day]));
  const dayOf = (date: IsoDate | undefined) => (date ? days.get(date) : undefined);
  const dates = Array.from({ length: DAYS_SHOWN }, (_, index) => (today ? addDays(today, index) : undefined));
  const eveningOf = (date: IsoDate | undefined) =>
    community.data && date ? eveningOn(community.data, date) : EVENING_WHILE_LOADING;
  const { session, threshold } = eveningOf(today);
  const canSubmit = access.data?.can_submit ?? readLayoutHint()?.linked ?? false;
  const viewerId = access.data?.website_user_id ?? null;
  const awayUntil = useAway(access.data?.can_submit === true).data?.until;
  const tonight = dayOf(dates[0]);
  const ready = session && tonight !== undefined && tonight.counts.LOOKING >= threshold;
  usePageTitle(titleOf(tonight?.counts.LOOKING, threshold, ready));

  const inVoice = liveStatus.data?.voice?.names ?? []; // beside the answers, not worth losing them for
  const teamsSaved = useTeamsSaved(today);
  const begun = useBegun(community.data);
  const campaign = useCampaign(today, access.data?.authenticated === true).data;
  const answersFirst = canSubmit && tonight?.my_status == null;
  // Those who said that they might play are asked before those who said nothing.
  const promotesFirst = couldPlay(tonight) && !stands(campaign);
  const rest = useRest();

  const error = community.error ?? availability.error;
  if (error !== null && !availability.data) {
    const refetchAll = () => {
      void community.refetch();
      void access.refetch();
      if (today) void availability.refetch();
    };
    return (
      <Notice tone="problem" action={<Button onPress={refetchAll}>{t("try-again")}</Button>}>
        {t("availability-failed", { reason: sentenceOf(error) })}
      </Notice>
    );
  }
  return (
    <>
      {error !== null && (
        <p role="status" className={styles.old}>
          {t("not-up-to-date", {
            time: formatTime(availability.dataUpdatedAt, viewerZone, viewerLocale()),
          })}
        </p>
      )}
      <div className={styles.columns}>
        <div className={styles.first}>
          <Tonight
            key={dates[0]}
            community={community.data}
            access={access.data}
            day={tonight}
            session={session}
            threshold={threshold}
            canSubmit={canSubmit}
            signIn={<SignIn to="availability" />}
            inVoice={inVoice}
            begun={begun}
            forecast={
              <Suspense>
                <ForecastLine date={today} />
              </Suspense>
            }
            away={
              awayUntil != null && (
                <Suspense>
                  <AwayLine until={awayUntil} />
                </Suspense>
              )
            }
            team={
              teamsSaved ? (
                <Suspense>
                  <MyTeam date={today} withNames />
                </Suspense>
              ) : null
            }
            tools={
              <Suspense>
                {today !== undefined && session && <AddToCalendar date={today} />}
                {rest && community.data && tonight && (
                  <ShareTonight community={community.data} day={tonight} />
                )}
              </Suspense>
            }
          />
          {rest && (
            <>
              <Boundary what={frame("part-campaign")}>
                <CampaignLine quiet={answersFirst || !promotesFirst} />
              </Boundary>
              <Boundary what={frame("part-call")}>
                <CallLine
                  day={tonight}
                  threshold={threshold}
                  begun={begun || !session}
                  quiet={answersFirst || promotesFirst}
                />
              </Boundary>
            </>
          )}
        </div>
        {rest && (
          <>
            <div className={styles.second}>
              <TonightNames
                day={tonight}
                viewerId={viewerId}
                invitation={access.data?.authenticated ? t("invite-link") : t("invite-sign-in")}
                inVoice={begun ? inVoice : []}
              />
              <Boundary what={frame("part-presence")}>
                <WhoIsThere status={liveStatus.data} loading={!liveStatus.isError} />
              </Boundary>
              <div className={styles.news}>
                <RecentChanges
                  key={`${viewerId} ${tonight?.date}`}
                  day={tonight}
                  readAt={availability.dataUpdatedAt}
                  viewerId={viewerId}
                />
              </div>
            </div>
            <div className={styles.third}>
              <DayRow
                key={dates[1]}
                name={t("tomorrow")}
                date={dates[1]}
                day={dayOf(dates[1])}
                today={today ?? ""}
                {...eveningOf(dates[1])}
                canAnswer={canSubmit}
                forecast={forecastOf(dates[1])}
              />
              <Upcoming
                dates={dates.slice(2)}
                dayOf={dayOf}
                today={today ?? ""}
                eveningOf={eveningOf}
                canAnswer={canSubmit}
                forecastOf={forecastOf}
              />
              {community.data && (
                <CalendarSection
                  today={community.data.today}
                  zone={community.data.timezone}
                  lastWritableDate={community.data.last_writable_date}
                  eveningOf={eveningOf}
                  canSubmit={canSubmit}
                  openDay={openDay}
                  onOpenDay={openAnotherDay}
                  forecastOf={forecastOf}
                />
              )}
            </div>
          </>
        )}
      </div>
    </>
  );
}

function forecastOf(date: IsoDate | undefined) {
  return (
    <Suspense>
      <DayForecast date={date} />
    </Suspense>
  );
}

function couldPlay(day: Day | undefined): boolean {
  return day !== undefined && day.counts.AVAILABLE + day.counts.MAYBE > 0;
}

let drawn = readLayoutHint() !== null;

/**
 * Whether what stands around tonight is drawn: on a first visit in the drawing after the one with the answer. Later
 * visits draw places for everything before the data are here, so that nothing moves when they come.
 */
function useRest(): boolean {
  useEffect(() => {
    drawn = true;
  }, []);
  return useDeferredValue(true, drawn);
}

/** What the browser's tab says: how many of those needed, so that one sees it without looking. */
function titleOf(looking: number | undefined, threshold: number, ready: boolean): string {
  if (ready) return t("ready-title");
  return looking === undefined ? t("tonight") : t("title-count", { looking, threshold });
}
