import { t } from "words:channels";
import { useEffect, useId, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { NoticeOfMine } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { channelLabel } from "@/lib/channels";
import { dateFormat } from "@/lib/dateFormats";
import { useNotices } from "./api/useNotices";
import styles from "./Notices.module.css";
import { stateInWords } from "./notices";

/** What the viewer was told lately, or was not, and why; opened by a link to one of the messages. */
export function Notices({ reference }: { reference: string | null }) {
  const [open, setOpen] = useState(reference !== null);
  const listId = useId();
  return (
    <div>
      <Button aria-expanded={open} aria-controls={listId} onPress={() => setOpen(!open)}>
        {t("why")}
      </Button>
      <div id={listId} hidden={!open}>
        {open && <NoticeList reference={reference} />}
      </div>
    </div>
  );
}

function NoticeList({ reference }: { reference: string | null }) {
  const notices = useNotices(true);
  if (!notices.data) {
    return notices.error === null ? (
      <p className={styles.empty}>
        <Skeleton>{t("why-loading")}</Skeleton>
      </p>
    ) : (
      <div className={styles.empty}>
        <p role="alert" className={styles.problem}>
          {sentenceOf(notices.error)}
        </p>
        <Button onPress={() => void notices.refetch()}>{t("try-again")}</Button>
      </div>
    );
  }
  if (notices.data.length === 0) return <p className={styles.empty}>{t("why-none")}</p>;
  const isThere = notices.data.some((notice) => notice.reference === reference);
  return (
    <>
      {reference !== null && !isThere && (
        <p role="status" className={styles.older}>
          {t("why-older")}
        </p>
      )}
      <ul className={styles.list}>
        {notices.data.map((notice) => (
          <NoticeLine
            key={`${notice.event_key} ${notice.channel_type}`}
            notice={notice}
            isMeant={reference !== null && notice.reference === reference}
          />
        ))}
      </ul>
    </>
  );
}

function NoticeLine({ notice, isMeant }: { notice: NoticeOfMine; isMeant: boolean }) {
  const zone = useViewerZone();
  const line = useRef<HTMLLIElement>(null);

  useEffect(() => {
    if (isMeant) line.current?.focus();
  }, [isMeant]);

  return (
    <li
      ref={line}
      tabIndex={isMeant ? -1 : undefined}
      className={isMeant ? `${styles.notice} ${styles.meant}` : styles.notice}
    >
      <span className={styles.title}>
        {isMeant && <VisuallyHidden>{t("this-message")}: </VisuallyHidden>}
        {notice.title}{" "}
        <span className={styles.quiet}>
          {t("on-channel", { channel: channelLabel(notice.channel_type) })}
        </span>
      </span>
      <time dateTime={notice.at} className={styles.quiet}>
        {shortInstant(notice.at, zone)}
      </time>
      <span className={`${styles.state} ${styles[notice.state] ?? ""}`}>{stateInWords(notice)}</span>
      {notice.reason_text && <span className={styles.reason}>{notice.reason_text}</span>}
    </li>
  );
}

function shortInstant(instant: string, zone: string): string {
  return dateFormat(viewerLocale(), {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  }).format(Date.parse(instant));
}
