import { t } from "words:promotions";
import { useViewerZone } from "@/api/queries";
import type { Campaign, CampaignJob } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { clockTimes } from "@/lib/zones";
import { StepIcon } from "./StepIcon";
import { peopleOf, type StepState, stepStateOf, stepsOf } from "./states";
import styles from "./Timeline.module.css";
import { jobLabel, skippedInWords, stepInWords } from "./words";

const STEPS = ["send_reminder_2045", "send_start_2100", "voice_check_2100"] as const;

interface TimelineProps {
  /** Undefined while loading. */
  campaign: Campaign | undefined;
  /** Promoters are told what nobody can know, and why people were skipped. */
  detailed: boolean;
}

/** A campaign's evening: the reminder, the start and the look into voice, with what became of each. */
export function Timeline({ campaign, detailed }: TimelineProps) {
  const shown = campaign ? stepsOf(campaign).map((job) => job.job_type) : STEPS;
  if (shown.length === 0) return null;
  return (
    <div className={styles.timeline}>
      <ol className={styles.steps} aria-label={t("timeline")}>
        {STEPS.filter((type) => shown.includes(type)).map((type) => (
          <li key={type} className={styles.step}>
            <Step
              type={type}
              job={campaign?.jobs.find((each) => each.job_type === type)}
              campaign={campaign}
              detailed={detailed}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface StepProps extends TimelineProps {
  type: CampaignJob["job_type"];
  job: CampaignJob | undefined;
}

function Step({ type, job, campaign, detailed }: StepProps) {
  const viewerZone = useViewerZone();
  if (!job || !campaign) {
    return (
      <>
        <StepIcon state="waiting" />
        <div className={styles.body}>
          <p className={styles.heading}>
            <Skeleton>{jobLabel(type)}</Skeleton>
          </p>
        </div>
      </>
    );
  }
  const state = stepStateOf(job, campaign);
  const times = clockTimes(
    Date.parse(job.run_at),
    campaign.campaign_date,
    campaign.target_timezone,
    viewerZone,
    viewerLocale(),
  );
  const skipped = detailed ? skippedInWords(job.counts) : "";
  return (
    <>
      <StepIcon state={state} />
      <div className={styles.body}>
        <p className={styles.heading}>
          <time dateTime={job.run_at} className={styles.time}>
            {times.community}
          </time>{" "}
          {jobLabel(type)}
        </p>
        {times.viewer !== null && <p className={styles.quiet}>{t("yours", { time: times.viewer })}</p>}
        <p className={styles.state}>
          {state === "waiting" ? (
            <VisuallyHidden>{stepInWords(job, campaign)}</VisuallyHidden>
          ) : (
            <span className={styles[state]}>{stepInWords(job, campaign)}</span>
          )}
          {type === "voice_check_2100" && campaign.voice && <span>{t("in-voice-of", campaign.voice)}</span>}
        </p>
        <Counts job={job} detailed={detailed} />
        {skipped !== "" && <p className={styles.quiet}>{skipped}</p>}
        {job.last_error != null && saysMore(job, state) && (
          <p className={state === "skipped" ? styles.quiet : styles.problem}>{job.last_error}</p>
        )}
      </div>
    </>
  );
}

/** Whether a job's sentence says more than its numbers do. */
function saysMore(job: CampaignJob, state: StepState): boolean {
  return state !== "cancelled" && (state !== "partial" || job.job_type === "voice_check_2100");
}

/** Numbers appear with the first person of a job; before that there is nothing to count. */
function Counts({ job, detailed }: { job: CampaignJob; detailed: boolean }) {
  if (peopleOf(job.counts) === 0) return null;
  const { pending, delivered, skipped, failed, unknown } = job.counts;
  // Who is in voice is told above; here it is who was missing.
  const checksVoice = job.job_type === "voice_check_2100";
  return (
    <>
      {checksVoice && <p className={styles.counts}>{t("told-missing", { told: delivered })}</p>}
      <dl className={styles.counts}>
        {pending > 0 && <Count label={t("waiting")} number={pending} />}
        {!checksVoice && <Count label={t("delivered")} number={delivered} />}
        {skipped > 0 && <Count label={t("skipped")} number={skipped} />}
        {failed > 0 && <Count label={t("failed")} number={failed} alarming />}
        {detailed && unknown > 0 && <Count label={t("unknown")} number={unknown} alarming />}
      </dl>
    </>
  );
}

function Count({ label, number, alarming = false }: { label: string; number: number; alarming?: boolean }) {
  return (
    <div className={styles.count}>
      <dt>{label}</dt>
      <dd className={alarming ? styles.alarming : undefined}>{number}</dd>
    </div>
  );
}
