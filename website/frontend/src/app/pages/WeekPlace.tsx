import { t } from "words:app";
import type { CommunityNow } from "@/api/queries";
import { Week } from "@/features/availability/Week";
import { useForecast } from "@/features/forecast/api/useForecast";
import { DayForecast } from "@/features/forecast/ForecastLine";
import { isFirstTry } from "@/lib/firstTry";
import { useOpenDay } from "../router";

interface WeekPlaceProps {
  community: CommunityNow;
  canSubmit: boolean;
}

/** The week with the forecast of its days, and the way to those that are past. */
export function WeekPlace({ community, canSubmit }: WeekPlaceProps) {
  const [openDay, openAnotherDay] = useOpenDay();
  return (
    <Week
      community={community}
      canSubmit={canSubmit}
      openDay={openDay}
      onOpenDay={openAnotherDay}
      isForecastComing={isFirstTry(useForecast(community.today))}
      forecastOf={(date) => <DayForecast date={date} />}
    >
      <p>
        <a href="#/history">{t("history-link")}</a>
      </p>
    </Week>
  );
}
