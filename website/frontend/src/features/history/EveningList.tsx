import { t } from "words:history";
import { useState } from "react";
import type { IsoDate, PastEvening } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { EveningMark, stateInWords } from "./EveningMark";
import { stateOf } from "./evenings";
import styles from "./History.module.css";

const AT_ONCE = 14;

/** Evenings one after the other, the latest first. */
export function EveningList({
  evenings,
  onChoose,
}: {
  evenings: readonly PastEvening[];
  onChoose: (day: IsoDate) => void;
}) {
  const [count, setCount] = useState(AT_ONCE);
  return (
    <Card heading={t("list")}>
      <ul className={styles.list}>
        {evenings.slice(0, count).map((evening) => (
          <li key={evening.date}>
            <button type="button" onClick={() => onChoose(evening.date)} className={styles.line}>
              <EveningMark state={stateOf(evening)} />
              <span className={styles.when}>{formatDate(evening.date, "short", viewerLocale())}</span>
              <span>{stateInWords(stateOf(evening))}</span>
              <span className={styles.quiet}>{numbersOf(evening)}</span>
            </button>
          </li>
        ))}
      </ul>
      {count < evenings.length && (
        <div>
          <Button onPress={() => setCount(count + 2 * AT_ONCE)}>{t("more")}</Button>
        </div>
      )}
    </Card>
  );
}

function numbersOf({ session, said_yes: said, came }: PastEvening): string {
  if (!session || said === null) return "";
  return came === null ? t("line-said", { said }) : t("line-known", { said, came });
}
