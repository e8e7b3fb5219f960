import { t } from "words:history";
import { type ReactNode, useRef } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { isFirstTry } from "@/lib/firstTry";
import { useEvening, useEvenings, useOwnEvenings } from "./api/useHistory";
import { EveningCard } from "./EveningCard";
import { EveningList } from "./EveningList";
import styles from "./History.module.css";
import { MonthCard } from "./MonthCard";
import { TurnoutCard } from "./TurnoutCard";
import { WeekdaysCard } from "./WeekdaysCard";

interface HistoryProps {
  today: IsoDate;
  /** The day that is looked at; null where none was chosen. */
  day: IsoDate | null;
  onChoose: (day: IsoDate) => void;
  /** What the forecast said of them. */
  record: ReactNode;
}

/** What evenings were like: by month, over the weeks, by weekday, and one by one. */
export function History({ today, day, onChoose, record }: HistoryProps) {
  const access = useAccess();
  const linked = access.data?.can_submit ?? false;
  const past = useEvenings();
  const own = useOwnEvenings(linked);
  const shown = day ?? past.data?.evenings.find(({ closed, session }) => closed && session)?.date ?? null;
  const evening = useEvening(shown);
  const details = useRef<HTMLDivElement>(null);
  // All of it is drawn at once, so that nothing moves when another part comes.
  if ([access, past, own, evening].some(isFirstTry)) return <Skeleton>{t("nothing-yet")}</Skeleton>;
  if (!past.data) {
    return (
      <div className={styles.column}>
        <Card heading={t("calendar")}>
          <p role="alert">{past.error && sentenceOf(past.error)}</p>
          <div>
            <Button onPress={() => void past.refetch()}>{t("try-again")}</Button>
          </div>
        </Card>
        {record}
      </div>
    );
  }
  const { evenings, weekdays } = past.data;

  function choose(chosen: IsoDate) {
    onChoose(chosen);
    // On a phone the evening is below the month or above the list; whoever chose it wants to read it.
    requestAnimationFrame(() => {
      details.current?.focus({ preventScroll: true });
      details.current?.scrollIntoView({ block: "nearest" });
    });
  }

  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <MonthCard today={today} evenings={evenings} chosen={shown} onChoose={choose} />
        <div ref={details} tabIndex={-1} className={styles.details}>
          {shown === null ? <p className={styles.quiet}>{t("pick")}</p> : <EveningCard day={shown} />}
        </div>
        {linked && own.data && <Yours {...own.data} />}
        {evenings.length > 0 && <EveningList evenings={evenings} onChoose={choose} />}
      </div>
      <div className={styles.column}>
        <TurnoutCard evenings={evenings} />
        <WeekdaysCard weekdays={weekdays} />
        {record}
      </div>
    </div>
  );
}

/** How often the viewer came when they had said so; for themselves alone. */
function Yours({ came, said_yes: said }: { came: number; said_yes: number }) {
  return (
    <Card heading={t("yours")}>
      <p>{said === 0 ? t("promises-none") : t("promises", { came, said })}</p>
      <p className={styles.quiet}>{t("yours-hint")}</p>
    </Card>
  );
}
