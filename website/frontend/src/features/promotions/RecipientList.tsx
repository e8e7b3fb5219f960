import type { PromotionPreview } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { CHANNEL_LABELS } from "@/lib/channels";
import { STATUS_LABELS } from "@/lib/statuses";
import styles from "./RecipientList.module.css";
import { channelsInWords } from "./words";

interface RecipientListProps {
  heading: string;
  /** Undefined while nothing is known. */
  preview: PromotionPreview | undefined;
  loading: boolean;
}

/** Everybody who would be asked: name, answer, channel. Of one height, so that nothing moves around it. */
export function RecipientList({ heading, preview, loading }: RecipientListProps) {
  const list = loading ? `${styles.list} ${styles.stale}` : styles.list;
  return (
    <section aria-busy={loading}>
      <header className={styles.header}>
        <h3 className={styles.heading}>
          {heading}
          {preview && <span className={styles.count}> {preview.recipient_count}</span>}
        </h3>
        <p className={styles.quiet}>{preview && channelsInWords(preview.channels_summary)}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <ul className={list} aria-label={heading} tabIndex={0}>
        <Rows preview={preview} loading={loading} />
      </ul>
    </section>
  );
}

function Rows({ preview, loading }: Pick<RecipientListProps, "preview" | "loading">) {
  if (!preview) {
    if (!loading) return null;
    return ["First of them", "Second name", "The third one"].map((name) => (
      <li key={name} className={styles.row}>
        <Skeleton>{name}</Skeleton>
      </li>
    ));
  }
  if (preview.recipients_preview.length === 0) return <li className={styles.nobody}>Nobody</li>;
  return preview.recipients_preview.map((recipient, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: names need not differ, and nothing else is told of people
    <li key={index} className={styles.row}>
      <StatusIcon status={recipient.status} />
      <span className={styles.name}>{recipient.display_name}</span>
      <VisuallyHidden>{STATUS_LABELS[recipient.status]}, on </VisuallyHidden>
      <span className={styles.channel}>{CHANNEL_LABELS[recipient.selected_channel]}</span>
    </li>
  ));
}
