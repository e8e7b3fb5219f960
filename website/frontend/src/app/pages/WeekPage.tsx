import { t } from "words:app";
import { lazy, Suspense } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { NextStep } from "@/features/availability/NextStep";
import { optional } from "@/lib/optional";
import { readLayoutHint } from "../layoutHint";
import { Part } from "../Part";
import { useOpenDay } from "../router";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const Week = lazy(async () => ({ default: (await import("@/features/availability/Week")).Week }));
const DayForecast = optional(async () => (await import("@/features/forecast/ForecastLine")).DayForecast);

/** Seven days with the viewer's answer in one tap, and weeks forward. */
export function WeekPage() {
  usePageTitle(t("week"));
  const community = useCommunity().data;
  const access = useAccess().data;
  const [openDay, openAnotherDay] = useOpenDay();
  const canSubmit = access?.can_submit ?? readLayoutHint()?.linked ?? false;
  return (
    <>
      <PageHeading title={t("week")} />
      {access && !access.can_submit && <NextStep access={access} signIn={<SignIn to="week" />} />}
      {community && (
        <Part what={t("part-week")}>
          <Week
            community={community}
            canSubmit={canSubmit}
            openDay={openDay}
            onOpenDay={openAnotherDay}
            forecastOf={(date) => (
              <Suspense>
                <DayForecast date={date} />
              </Suspense>
            )}
          />
        </Part>
      )}
      <p>
        <a href="#/history">{t("history-link")}</a>
      </p>
    </>
  );
}
