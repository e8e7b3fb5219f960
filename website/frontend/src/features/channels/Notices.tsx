import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { CHANNEL_LABELS } from "@/lib/channels";
import { useNotices } from "./api/useNotices";
import styles from "./Notices.module.css";
import { stateInWords } from "./notices";

/** What the viewer was told lately, or was not, and why. */
export function Notices() {
  const [open, setOpen] = useState(false);
  const listId = useId();
  return (
    <div>
      <Button aria-expanded={open} aria-controls={listId} onPress={() => setOpen(!open)}>
        Why did I (not) get this?
      </Button>
      <div id={listId} hidden={!open}>
        {open && <NoticeList />}
      </div>
    </div>
  );
}

function NoticeList() {
  const notices = useNotices(true);
  const zone = useViewerZone();
  if (!notices.data) {
    return notices.error === null ? (
      <p className={styles.empty}>
        <Skeleton>The last messages to you</Skeleton>
      </p>
    ) : (
      <div className={styles.empty}>
        <p role="alert" className={styles.problem}>
          {sentenceOf(notices.error)}
        </p>
        <Button onPress={() => void notices.refetch()}>Try again</Button>
      </div>
    );
  }
  if (notices.data.length === 0) {
    return <p className={styles.empty}>There was nothing to tell you yet.</p>;
  }
  return (
    <ul className={styles.list}>
      {notices.data.map((notice) => (
        <li key={`${notice.event_key} ${notice.channel_type}`} className={styles.notice}>
          <span className={styles.title}>
            {notice.title} <span className={styles.quiet}>on {CHANNEL_LABELS[notice.channel_type]}</span>
          </span>
          <time dateTime={notice.at} className={styles.quiet}>
            {shortInstant(notice.at, zone)}
          </time>
          <span className={`${styles.state} ${styles[notice.state] ?? ""}`}>{stateInWords(notice)}</span>
          {notice.reason_text && <span className={styles.reason}>{notice.reason_text}</span>}
        </li>
      ))}
    </ul>
  );
}

function shortInstant(instant: string, zone: string): string {
  return new Intl.DateTimeFormat(viewerLocale(), {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  }).format(Date.parse(instant));
}
