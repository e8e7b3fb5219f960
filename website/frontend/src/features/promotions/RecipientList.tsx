import { t } from "words:promoting";
import type { PromotionPreview } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { channelLabel } from "@/lib/channels";
import { statusLabel } from "@/lib/statuses";
import styles from "./RecipientList.module.css";
import { cannotInWords, channelsInWords } from "./words";

interface RecipientListProps {
  heading: string;
  /** Undefined while nothing is known. */
  preview: PromotionPreview | undefined;
  /** The answers of `preview` that are asked for. */
  answers: PromotionPreview["answers"];
  loading: boolean;
  /** An instant as the community's clocks show it. */
  timeOf: (instant: string) => string;
}

/** Everybody who would be asked: name, answer, channel; then how many cannot be, and why. */
export function RecipientList({ heading, preview, answers, loading, timeOf }: RecipientListProps) {
  const list = loading ? `${styles.list} ${styles.stale}` : styles.list;
  const cannot = cannotInWords(answers);
  return (
    <section aria-busy={loading} className={styles.section}>
      <header className={styles.header}>
        <h3 className={styles.heading}>
          {heading}
          {preview && <span className={styles.count}> {preview.reached_count}</span>}
        </h3>
        <p className={styles.quiet}>{preview && channelsInWords(channelsOf(preview))}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <ul className={list} aria-label={heading} tabIndex={0}>
        <Rows preview={preview} loading={loading} timeOf={timeOf} />
      </ul>
      {cannot !== "" && <p className={styles.quiet}>{cannot}</p>}
    </section>
  );
}

/** How many would hear something on each channel. */
function channelsOf({ recipients_preview, told_at }: PromotionPreview): PromotionPreview["channels_summary"] {
  const counted = { discord: 0, telegram: 0, signal: 0, push: 0 };
  recipients_preview.forEach(({ selected_channel }, index) => {
    if (told_at[index] == null) counted[selected_channel] += 1;
  });
  return counted;
}

function Rows({ preview, loading, timeOf }: Pick<RecipientListProps, "preview" | "loading" | "timeOf">) {
  if (!preview) {
    if (!loading) return null;
    return ["First of them", "Second name", "The third one"].map((name) => (
      <li key={name} className={styles.row}>
        <Skeleton>{name}</Skeleton>
      </li>
    ));
  }
  if (preview.recipients_preview.length === 0) return <li className={styles.nobody}>{t("nobody")}</li>;
  return preview.recipients_preview.map((recipient, index) => {
    const toldAt = preview.told_at[index] ?? null;
    const told = toldAt === null ? null : timeOf(toldAt);
    const status = statusLabel(recipient.status);
    const channel = channelLabel(recipient.selected_channel);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: names need not differ, and nothing else is told of people
      <li key={index} className={told === null ? styles.row : `${styles.row} ${styles.told}`}>
        <StatusIcon status={recipient.status} />
        <span className={styles.name}>{recipient.display_name}</span>
        <VisuallyHidden>
          {told === null
            ? t("row-for-ears", { status, channel })
            : t("row-told-for-ears", { status, time: told })}
        </VisuallyHidden>
        <span className={styles.channel} aria-hidden="true">
          {told === null ? channel : t("row-told", { time: told })}
        </span>
      </li>
    );
  });
}
