import { useViewerZone } from "@/api/queries";
import type { Campaign, CampaignJob } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { clockTimes } from "@/lib/zones";
import { StepIcon } from "./StepIcon";
import styles from "./Timeline.module.css";
import { JOB_LABELS, skippedInWords, stepInWords, stepStateOf } from "./words";

const STEPS = ["send_reminder_2045", "send_start_2100", "voice_check_2100"] as const;

interface TimelineProps {
  /** Undefined while loading. */
  campaign: Campaign | undefined;
  /** Promoters are told what nobody can know, and why people were skipped. */
  detailed: boolean;
}

/** A campaign's evening: the reminder, the start and the look into voice, with what became of each. */
export function Timeline({ campaign, detailed }: TimelineProps) {
  return (
    <ol className={styles.steps} aria-label="Timeline">
      {STEPS.map((type) => (
        <li key={type} className={detailed ? `${styles.step} ${styles.detailed}` : styles.step}>
          <Step
            type={type}
            job={campaign?.jobs.find((each) => each.job_type === type)}
            campaign={campaign}
            detailed={detailed}
          />
        </li>
      ))}
    </ol>
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
            <Skeleton>21:00 {JOB_LABELS[type]}</Skeleton>
          </p>
          <p className={styles.state}>
            <Skeleton>Scheduled</Skeleton>
          </p>
          <p className={styles.counts} />
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
          {JOB_LABELS[type]}
        </p>
        {times.viewer !== null && <p className={styles.quiet}>{times.viewer} yours</p>}
        <p className={styles.state}>
          <span className={styles[state]}>{stepInWords(job, campaign)}</span>
          {type === "voice_check_2100" && campaign.voice && (
            <span>
              {campaign.voice.present} of {campaign.voice.expected} in voice
            </span>
          )}
        </p>
        <Counts job={job} detailed={detailed} />
        {skipped !== "" && <p className={styles.quiet}>Skipped: {skipped}.</p>}
        {job.last_error != null && state !== "cancelled" && (
          <p className={styles.problem}>{job.last_error}</p>
        )}
      </div>
    </>
  );
}

/** Numbers appear with the first person of a job; before that there is nothing to count. */
function Counts({ job, detailed }: { job: CampaignJob; detailed: boolean }) {
  const { pending, delivered, skipped, failed, unknown } = job.counts;
  if (pending + delivered + skipped + failed + unknown === 0) return <p className={styles.counts} />;
  return (
    <dl className={styles.counts}>
      {pending > 0 && <Count label="Waiting" number={pending} />}
      <Count label="Delivered" number={delivered} />
      <Count label="Skipped" number={skipped} />
      <Count label="Failed" number={failed} alarming={failed > 0} />
      {detailed && unknown > 0 && <Count label="Unknown" number={unknown} alarming />}
    </dl>
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
