import { t } from "words:availability";
import { useState } from "react";
import { useQueuedAnswers } from "@/api/queuedAnswers";
import type { Day, Details, IsoDate, Status } from "@/api/types";
import { detailsOf, ownEntry } from "./answers";
import { useAnswer } from "./api/useAnswer";
import { useSelf } from "./api/useAvailability";
import { answerSentence, placeOf } from "./words";

/** The viewer's answer for one day, how to change it, and what to say about it. */
export function useDayAnswer(day: Day | undefined, date: IsoDate | undefined, dayName: string) {
  const self = useSelf();
  const answer = useAnswer(date ?? "", self);
  const [said, setSaid] = useState("");
  const [waited, setWaited] = useState(false);
  const waits = useQueuedAnswers(self?.user_id).some((each) => each.date === date);

  function give(status: Status | null, details?: Details) {
    if (date === undefined) return;
    setSaid("");
    answer.mutate(
      { date, status, ...details },
      {
        onSuccess: (saved) => {
          setWaited(saved === "queued");
          setSaid(
            saved === "queued"
              ? t("queued", { day: dayName })
              : status === null
                ? t("cleared", { day: dayName })
                : t("saved", { day: dayName, answer: answerSentence(status, null, details) }),
          );
        },
      },
    );
  }

  const viewerId = self?.user_id ?? null;
  const own = ownEntry(day, viewerId);
  return {
    status: day?.my_status ?? null,
    details: detailsOf(own),
    /** Whether it was given for the viewer. */
    usual: own?.usual === true,
    place: day ? placeOf(day, viewerId) : null,
    viewerId,
    error: answer.isError && answer.variables.date === date ? answer.error : null,
    give,
    /** For a live region: that it is saved, and for which day. */
    said: waited && !waits ? "" : said,
  };
}
