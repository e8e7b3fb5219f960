import { t } from "words:health";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { HealthPart, HealthReport } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { formatTime } from "@/lib/zones";
import { useHealth } from "./api/useHealth";
import styles from "./Health.module.css";

/** For admins: what bot, database and website say of themselves, and what to do about it. */
export function Health() {
  const query = useHealth();
  const zone = useViewerZone();
  const report = query.data;
  return (
    <Card heading={t("health")} busy={query.isPending}>
      {report ? (
        <>
          <div className={styles.line}>
            <p role="status" className={styles[report.state]}>
              <b>{overall(report)}</b>
            </p>
            <span className={styles.quiet}>
              {t("looked-at", { time: formatTime(Date.parse(report.at), zone, viewerLocale()) })}
            </span>
            <Button isDisabled={query.isFetching} onPress={() => void query.refetch()}>
              {t("again")}
            </Button>
          </div>
          {query.isError && (
            <p role="alert" className={styles.problem}>
              {t("not-loaded", { reason: sentenceOf(query.error) })}
            </p>
          )}
          {report.parts.map((part) => (
            <Part key={part.part} part={part} />
          ))}
          <p className={styles.quiet}>{t("health-note")}</p>
        </>
      ) : query.error === null ? (
        <p className={styles.waiting}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.waiting}>
          <p role="alert" className={styles.problem}>
            {t("not-loaded", { reason: sentenceOf(query.error) })}
          </p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      )}
    </Card>
  );
}

function overall({ state }: HealthReport): string {
  if (state === "fail") return t("act");
  return state === "warn" ? t("look") : t("all-well");
}

/** The doctor's sentences have commands between backticks. */
function withCommands(text: string) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text keep their places
  return text.split("`").map((piece, place) => (place % 2 === 1 ? <code key={place}>{piece}</code> : piece));
}

const WORST_FIRST = ["fail", "warn", "ok", "off"];

function Part({ part: { part, findings } }: { part: HealthPart }) {
  const sorted = [...findings].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state));
  return (
    <div>
      <h3 className={styles.part}>{t("part", { part })}</h3>
      <ul className={styles.findings}>
        {sorted.map(({ state, subject, text }) => (
          <li key={`${subject} ${text}`} className={styles.finding}>
            <span className={`${styles.state} ${styles[state]}`}>{t("state", { state })}</span>
            <span className={styles.text}>
              <b>{subject}</b>{" "}
              <span className={state === "off" ? styles.quiet : ""}>{withCommands(text)}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
