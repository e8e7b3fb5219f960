import { t } from "words:app";
import { lazy } from "react";
import type { IsoDate } from "@/api/types";
import { History } from "@/features/history/History";
import { Part } from "../Part";
import { useOpenDay } from "../router";

const ForecastRecord = lazy(async () => ({
  default: (await import("@/features/forecast/ForecastRecord")).ForecastRecord,
}));

/** Past evenings, and below them what the forecast had said of them. */
export function HistoryPlace({ today }: { today: IsoDate }) {
  const [day, openDay] = useOpenDay();
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
