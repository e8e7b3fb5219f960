import { t } from "words:calendarFeeds";
import type { IsoDate } from "@/api/types";
import { LinkButton } from "@/components/Button";
import { eveningFile } from "./addresses";

/** An evening for whatever calendar the viewer has. */
export function AddToCalendar({ date }: { date: IsoDate }) {
  return (
    <LinkButton look="quiet" href={eveningFile(date)}>
      {t("add-to-calendar")}
    </LinkButton>
  );
}
