import { lazy, useMemo } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useLiveStatus, useViewerZone } from "@/api/queries";
import { START_DAYS } from "@/api/start";
import type { IsoDate } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PageHeading } from "@/components/PageHeading";
import { useAvailability } from "@/features/availability/api/useAvailability";
import { CalendarSection } from "@/features/availability/CalendarSection";
import { CurrentQueue } from "@/features/availability/CurrentQueue";
import { DayCard } from "@/features/availability/DayCard";
import { NextStep } from "@/features/availability/NextStep";
import { Upcoming } from "@/features/availability/Upcoming";
import { WhoIsThere } from "@/features/liveStatus/WhoIsThere";
import { PlanningPanel } from "@/features/planning/PlanningPanel";
import { CampaignPanel } from "@/features/promotions/CampaignPanel";
import { viewerLocale } from "@/lib/browser";
import { addDays } from "@/lib/dates";
import { formatTime, placeOf, startTimes } from "@/lib/zones";
import { readLayoutHint } from "../layoutHint";
import { Part } from "../Part";
import { useAsksForPlanning } from "../router";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";
import styles from "./AvailabilityPage.module.css";

const Notifications = lazy(async () => ({
  default: (await import("@/features/channels/Notifications")).Notifications,
}));

/** Days shown without the calendar: today, tomorrow and the three after it. */
const DAYS_SHOWN = 5;
const THRESHOLD_WHILE_LOADING = 6;

/** Tonight and the days after it: who plays, who is there, who was asked, and the planning room. */
export function AvailabilityPage() {
  const community = useCommunity();
  const access = useAccess();
  const liveStatus = useLiveStatus(false); // the app asks, which shows a part of it on every page
  const asksForPlanning = useAsksForPlanning();
  const viewerZone = useViewerZone();
  const today = community.data?.today;
  const availability = useAvailability(
    { from: today ?? "", to: today ? addDays(today, START_DAYS - 1) : "", names: true },
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
  const readiness = useMemo(() => (date === undefined ? null : { date, ready }), [date, ready]);
  usePageTitle(readiness?.ready ? "Ready" : "Availability");

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
          {!canSubmit && <NextStep access={access.data} signIn={<SignIn to="availability" />} />}
          <div className={styles.grid}>
            <DayCard
              key={`tonight ${dates[0]}`}
              name="Tonight"
              date={dates[0]}
              day={tonight}
              threshold={threshold}
              canSubmit={canSubmit}
            />
            <Boundary what="Who is there now">
              <WhoIsThere status={liveStatus.data} loading={!liveStatus.isError} />
            </Boundary>
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
          <Boundary what="The campaign">
            <CampaignPanel />
          </Boundary>
          {community.data && (
            <CalendarSection
              today={community.data.today}
              zone={community.data.timezone}
              lastWritableDate={community.data.last_writable_date}
              threshold={threshold}
              canSubmit={canSubmit}
            />
          )}
          <Boundary what="The planning room">
            <PlanningPanel asked={asksForPlanning} />
          </Boundary>
        </>
      )}
      {community.data && access.data?.can_submit && access.data.website_user_id != null && (
        <Part what="“My notifications”">
          <Notifications key={access.data.website_user_id} community={community.data} readiness={readiness} />
        </Part>
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
