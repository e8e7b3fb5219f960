import { t } from "words:promoting";
import { t as common } from "words:promotions";
import { Skeleton } from "@/components/Skeleton";
import { placeOf } from "@/lib/zones";
import type { Moment, Plan } from "./plan";
import styles from "./Times.module.css";

interface TimesProps {
  /** Undefined while loading. */
  plan: Plan | undefined;
  /** The community's. */
  zone: string;
}

/** The exact times of a campaign's steps. */
export function Times({ plan, zone }: TimesProps) {
  const elsewhere = plan !== undefined && plan.start.times.viewer !== null;
  return (
    <section className={styles.times} aria-busy={plan === undefined}>
      <h3 className={styles.heading}>{elsewhere ? t("when-in", { place: placeOf(zone) }) : t("when")}</h3>
      <dl className={styles.moments}>
        <MomentLine label={common("reminder")} moment={plan?.reminder} />
        <MomentLine label={common("start")} moment={plan?.start} />
        {plan?.voiceCheck !== null && <MomentLine label={common("voice-check")} moment={plan?.voiceCheck} />}
      </dl>
    </section>
  );
}

function MomentLine({ label, moment }: { label: string; moment: Moment | null | undefined }) {
  return (
    <div className={styles.moment}>
      <dt>{label}</dt>
      <dd>
        {moment === undefined && <Skeleton>21:00:30</Skeleton>}
        {moment === null && <span className={styles.quiet}>{t("left-out")}</span>}
        {moment && (
          <>
            <span className={styles.time}>{timeOf(moment)}</span>
            {moment.times.viewer !== null && moment.inSeconds === null && (
              <span className={styles.quiet}>{common("yours", { time: moment.times.viewer })}</span>
            )}
          </>
        )}
      </dd>
    </div>
  );
}

function timeOf({ times, inSeconds }: Moment): string {
  return inSeconds === null ? times.community : t("in-seconds", { seconds: inSeconds });
}
