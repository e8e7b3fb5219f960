import { useId } from "react";
import type { Day } from "@/api/types";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { useAnswer } from "./api/useAnswer";
import { useSelf } from "./api/useAvailability";
import styles from "./DayCard.module.css";
import { StackedBar } from "./StackedBar";
import { StatusControl, StatusCounts } from "./StatusControl";
import { missingUntilReady } from "./status";

interface DayCardProps {
  name: "Tonight" | "Tomorrow";
  date: string | undefined;
  /** Undefined while loading. */
  day: Day | undefined;
  threshold: number;
  canSubmit: boolean;
}

/** One evening: how many are in, how many are missing, and the viewer's own answer. */
export function DayCard({ name, date, day, threshold, canSubmit }: DayCardProps) {
  const todayId = useId();
  const self = useSelf();
  const answer = useAnswer(date ?? "", self);
  return (
    <Card
      heading={name}
      alsoNamedBy={name === "Tonight" ? todayId : undefined}
      busy={!day}
      aside={
        <p className={styles.date}>
          {name === "Tonight" && (
            <VisuallyHidden>
              <span id={todayId}>Today</span>,{" "}
            </VisuallyHidden>
          )}
          <time dateTime={date}>
            {date ? formatDate(date, "long", viewerLocale()) : <Skeleton>Friday, November 20</Skeleton>}
          </time>
        </p>
      }
    >
      <div className={styles.figures}>
        <p>
          <span className={styles.figure}>{day ? day.counts.LOOKING : <Skeleton>0</Skeleton>}</span>{" "}
          <span className={styles.unit}>looking</span>
        </p>
        <Missing name={name} day={day} threshold={threshold} />
      </div>
      <StackedBar day={day} threshold={threshold} />
      {canSubmit && day ? (
        <StatusControl
          dayName={name}
          day={day}
          onAnswer={(status) => answer.mutate({ date: day.date, status })}
        />
      ) : (
        <StatusCounts day={day} />
      )}
      {answer.isError ? (
        <SaveProblem error={answer.error} />
      ) : (
        <p className={styles.foot}>{footOf(day, canSubmit)}</p>
      )}
    </Card>
  );
}

function Missing({ name, day, threshold }: Pick<DayCardProps, "name" | "day" | "threshold">) {
  if (!day) {
    return (
      <p className={styles.missing}>
        <Skeleton>
          <span className={styles.figure}>0</span> more to unlock planning
        </Skeleton>
      </p>
    );
  }
  const missing = missingUntilReady(day.counts, threshold);
  return (
    <p aria-live="polite" className={missing === 0 ? `${styles.missing} ${styles.ready}` : styles.missing}>
      {missing === 0 ? (
        readyWords(name)
      ) : (
        <>
          <span className={styles.figure}>{missing}</span>{" "}
          <span className={styles.unit}>more to unlock planning</span>
        </>
      )}
    </p>
  );
}

/** "Session ready" is said of tonight alone: only tonight's planning room can open. */
function readyWords(name: DayCardProps["name"]): string {
  return name === "Tonight" ? "Session ready" : "Enough to play";
}

function footOf(day: Day | undefined, canSubmit: boolean): string {
  if (!day) return "";
  if (canSubmit && day.my_status) return "Choose it again to clear it.";
  if (canSubmit) return "You have not answered yet.";
  return day.total === 1 ? "1 answer" : `${day.total} answers`;
}
