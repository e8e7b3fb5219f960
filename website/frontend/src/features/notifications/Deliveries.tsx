import { t } from "words:deliveries";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { ChannelDay, Deliveries as DeliveriesAnswer, FailedJob, IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { channelLabel } from "@/lib/channels";
import { dateFormat } from "@/lib/dateFormats";
import { useDeliveries } from "./api/useDeliveries";
import styles from "./Deliveries.module.css";
import { Undelivered } from "./Undelivered";

/** For admins: what did not arrive, why, and what to do about it. */
export function Deliveries() {
  const query = useDeliveries();
  const pages = query.data?.pages;
  return (
    <Card heading={t("deliveries")} busy={query.isPending}>
      <p className={styles.quiet}>{t("deliveries-note")}</p>
      {pages ? (
        pages.map((page) => <Fortnight key={page.last} page={page} />)
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
      {pages && (
        <div>
          {query.isFetchNextPageError && (
            <p role="alert" className={styles.problem}>
              {t("not-loaded", { reason: sentenceOf(query.error) })}
            </p>
          )}
          <Button isDisabled={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t("earlier")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Fortnight({ page }: { page: DeliveriesAnswer }) {
  const dates = [...new Set([...page.days, ...page.failed_jobs].map(({ date }) => date))].sort().reverse();
  if (dates.length === 0) {
    return <p>{t("nothing", { first: dayName(page.first), last: dayName(page.last) })}</p>;
  }
  return (
    <ul className={styles.days}>
      {dates.map((date) => (
        <li key={date} className={styles.day}>
          <h3 className={styles.date}>{dayName(date)}</h3>
          {page.days
            .filter((each) => each.date === date)
            .map((each) => (
              <OnChannel key={each.channel_type} day={each} inDoubt={page.in_doubt} />
            ))}
          {page.failed_jobs
            .filter((job) => job.date === date)
            .map((job) => (
              <FailedStep key={`${job.job_type} ${job.error}`} job={job} />
            ))}
        </li>
      ))}
    </ul>
  );
}

function dayName(date: IsoDate): string {
  const format = dateFormat(viewerLocale(), { dateStyle: "medium", timeZone: "UTC" });
  return format.format(Date.parse(`${date}T12:00Z`));
}

function OnChannel({ day, inDoubt }: { day: ChannelDay; inDoubt: string }) {
  const [shown, setShown] = useState(false);
  const channel = channelLabel(day.channel_type);
  const named = { channel, day: dayName(day.date) };
  return (
    <div className={styles.channel}>
      <div className={styles.line}>
        <p>
          <b>{channel}</b>{" "}
          <span className={styles.counts}>
            {t("sent", { number: day.sent })}
            {day.failed > 0 && <> · {t("failed", { number: day.failed })}</>}
            {day.unknown > 0 && <> · {t("unknown", { number: day.unknown })}</>}
          </span>
        </p>
        {day.troubles.length > 0 && (
          <Button
            look="quiet"
            aria-expanded={shown}
            aria-label={shown ? t("hide-of", named) : t("who-of", named)}
            onPress={() => setShown(!shown)}
          >
            {shown ? t("hide") : t("who")}
          </Button>
        )}
      </div>
      {day.troubles.length > 0 && (
        <ul className={styles.troubles}>
          {day.troubles.map(({ state, code, number, meaning, advice }) => (
            <li key={`${state} ${code}`}>
              {state === "failed"
                ? t("failed-because", { number, meaning })
                : t("unknown-because", { number, meaning })}{" "}
              {state === "unknown" && <>{inDoubt} </>}
              <span className={styles.quiet}>{advice}</span>
            </li>
          ))}
        </ul>
      )}
      {shown && <Undelivered date={day.date} channelType={day.channel_type} />}
    </div>
  );
}

function FailedStep({ job }: { job: FailedJob }) {
  return <p className={styles.channel}>{t("failed-job", { people: job.people, error: job.error })}</p>;
}
