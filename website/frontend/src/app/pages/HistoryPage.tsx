import { t } from "words:app";
import { lazy } from "react";
import { useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { useOpenDay } from "../router";
import { usePageTitle } from "../usePageTitle";

const History = lazy(async () => ({ default: (await import("@/features/history/History")).History }));

const ForecastRecord = lazy(async () => ({
  default: (await import("@/features/forecast/ForecastRecord")).ForecastRecord,
}));

/** What past evenings were like: numbers for everybody, names for few. */
export function HistoryPage() {
  usePageTitle(t("history"));
  const today = useCommunity().data?.today;
  const [day, openDay] = useOpenDay();
  return (
    <>
      <PageHeading title={t("history")} />
      {today !== undefined && (
        <Part what={t("part-history")}>
          <History today={today} day={day} onChoose={openDay} />
        </Part>
      )}
      <Part what={t("part-forecast")}>
        <ForecastRecord />
      </Part>
    </>
  );
}
