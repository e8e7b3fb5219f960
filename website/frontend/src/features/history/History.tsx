import { t } from "words:history";
import { useRef } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { useEvenings, useOwnEvenings } from "./api/useHistory";
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
}

/** What evenings were like: by month, over the weeks, by weekday, and one by one. */
export function History({ today, day, onChoose }: HistoryProps) {
  const { data, error, refetch } = useEvenings();
  const details = useRef<HTMLDivElement>(null);
  if (!data) {
    return error ? (
      <Card heading={t("calendar")}>
        <p role="alert">{sentenceOf(error)}</p>
        <div>
          <Button onPress={() => void refetch()}>{t("try-again")}</Button>
        </div>
      </Card>
    ) : (
      <Skeleton>{t("nothing-yet")}</Skeleton>
    );
  }
  const { evenings, weekdays } = data;
  const shown = day ?? evenings.find(({ closed, session }) => closed && session)?.date ?? null;

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
      </div>
      <div className={styles.column}>
        <Yours />
        <TurnoutCard evenings={evenings} />
        <WeekdaysCard weekdays={weekdays} />
        {evenings.length > 0 && <EveningList evenings={evenings} onChoose={choose} />}
      </div>
    </div>
  );
}

/** How often the viewer came when they had said so; for themselves alone. */
function Yours() {
  const linked = useAccess().data?.can_submit ?? false;
  const { data } = useOwnEvenings(linked);
  if (!linked || !data) return null;
  const { came, said_yes: said } = data;
  return (
    <Card heading={t("yours")}>
      <p>{said === 0 ? t("promises-none") : t("promises", { came, said })}</p>
      <p className={styles.quiet}>{t("yours-hint")}</p>
    </Card>
  );
}
