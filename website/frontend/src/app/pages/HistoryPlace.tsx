import { t } from "words:history";
import { lazy } from "react";
import { useCommunity } from "@/api/queries";
import { History } from "@/features/history/History";
import { Part } from "../Part";
import { useOpenDay } from "../router";

const ForecastRecord = lazy(async () => ({
  default: (await import("@/features/forecast/ForecastRecord")).ForecastRecord,
}));

/** Past evenings, and below them what the forecast had said of them. */
export function HistoryPlace() {
  const today = useCommunity().data?.today;
  const [day, openDay] = useOpenDay();
  if (today === undefined) return null;
  return (
    <History
      today={today}
      day={day}
      onChoose={openDay}
      record={
        <Part what={t("part-forecast")}>
          <ForecastRecord />
        </Part>
      }
    />
  );
}
