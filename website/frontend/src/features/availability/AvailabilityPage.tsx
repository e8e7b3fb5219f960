import { type ReactNode, useEffect } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useViewerZone } from "@/api/queries";
import type { IsoDate, Readiness } from "@/api/types";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PageHeading } from "@/components/PageHeading";
import { viewerLocale } from "@/lib/browser";
import { addDays } from "@/lib/dates";
import { readLayoutHint } from "@/lib/layoutHint";
import { formatTime, placeOf, startTimes } from "@/lib/zones";
import styles from "./AvailabilityPage.module.css";
import { useAvailability } from "./api/useAvailability";
import { CalendarSection } from "./CalendarSection";
import { CurrentQueue } from "./CurrentQueue";
import { DayCard } from "./DayCard";
import { NextStep } from "./NextStep";
import { Upcoming } from "./Upcoming";

/** Days shown without the calendar: today, tomorrow and the three after it. */
const DAYS_SHOWN = 5;
const THRESHOLD_WHILE_LOADING = 6;

export interface AvailabilityPageProps {
  /** The button that signs a visitor in, given by the app; null where signing in is not set up. */
  signIn: ReactNode;
  /** Who is in voice and on the server now, given by the app. */
  whoIsThere: ReactNode;
  /** Tonight's campaign, given by the app. */
  campaign: ReactNode;
  /** Tonight's planning room, given by the app. */
  planning: ReactNode;
  /** Tells the app about tonight's session; null while nothing is known of it. */
  onReadiness: (readiness: Readiness | null) => void;
}

export function AvailabilityPage({
  signIn,
  whoIsThere,
  campaign,
  planning,
  onReadiness,
}: AvailabilityPageProps) {
  const community = useCommunity();
  const access = useAccess();
  const viewerZone = useViewerZone();
  const today = community.data?.today;
  const availability = useAvailability(
    { from: today ?? "", to: today ? addDays(today, DAYS_SHOWN - 1) : "", names: true },
    today !== undefined,
  );
  const days = new Map(availability.data?.days.map((day) => [day.date, day]));
  const dayOf = (date: IsoDate | undefined) => (date ? days.get(date) : undefined);
  const dates = Array.from({ length: DAYS_SHOWN }, (_, index) => (today ? addDays(today, index) : undefined));
  const threshold = community.data?.threshold ?? THRESHOLD_WHILE_LOADING;
  const canSubmit = access.data?.can_submit ?? readLayoutHint()?.linked ?? false;
  const tonight = dayOf(dates[0]);

  const date = community.data && tonight?.date;
  const ready = tonight !== undefined && tonight.counts.LOOKING >= threshold;
  useEffect(() => {
    onReadiness(date === undefined ? null : { date, ready });
  }, [date, ready, onReadiness]);
  useEffect(() => () => onReadiness(null), [onReadiness]);

  const error = community.error ?? availability.error;
  const nothingToShow = error !== null && !availability.data;
  const refetchAll = () => {
    void community.refetch();
    void access.refetch();
    if (today) void availability.refetch();
  };

  return (
    <>
      <PageHeading title="Availability">
        {error !== null && availability.data ? (
          <>Not up to date. Loaded at {formatTime(availability.dataUpdatedAt, viewerZone, viewerLocale())}</>
        ) : (
          community.data && <StartTime {...community.data} />
        )}
      </PageHeading>
      {nothingToShow ? (
        <Notice tone="problem" action={<Button onPress={refetchAll}>Try again</Button>}>
          The answers could not be loaded. {sentenceOf(error)}
        </Notice>
      ) : (
        <>
          {!canSubmit && <NextStep access={access.data} signIn={signIn} />}
          <div className={styles.grid}>
            <DayCard
              key={`tonight ${dates[0]}`}
              name="Tonight"
              date={dates[0]}
              day={tonight}
              threshold={threshold}
              canSubmit={canSubmit}
            />
            {whoIsThere}
            <DayCard
              key={`tomorrow ${dates[1]}`}
              name="Tomorrow"
              date={dates[1]}
              day={dayOf(dates[1])}
              threshold={threshold}
              canSubmit={canSubmit}
            />
            <CurrentQueue
              day={tonight}
              threshold={threshold}
              viewerId={access.data?.website_user_id ?? null}
              invitation={
                access.data?.authenticated
                  ? "Link your player to see who."
                  : "Sign in and link your player to see who."
              }
            />
            <Upcoming dates={dates.slice(2)} dayOf={dayOf} canSubmit={canSubmit} />
          </div>
          {campaign}
          {community.data && (
            <CalendarSection
              today={community.data.today}
              zone={community.data.timezone}
              lastWritableDate={community.data.last_writable_date}
              threshold={threshold}
              canSubmit={canSubmit}
            />
          )}
          {planning}
        </>
      )}
    </>
  );
}

interface StartTimeProps {
  today: IsoDate;
  start_time: string;
  timezone: string;
}

/** When a session starts, with the community's zone named where the viewer's clock shows something else. */
function StartTime({ today, start_time, timezone }: StartTimeProps) {
  const times = startTimes(today, start_time, timezone, useViewerZone(), viewerLocale());
  if (times.viewer === null) return <>Session at {times.community}</>;
  return (
    <>
      Session at {times.community} {placeOf(timezone)} time, {times.viewer} yours
    </>
  );
}
