import { t } from "words:sandbox";
import { useRef } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { OutboxMessage } from "@/api/types";
import { Avatar } from "@/components/Avatar";
import { Button, LinkButton } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { channelLabel } from "@/lib/channels";
import { formatTime } from "@/lib/zones";
import { useOutbox } from "./api/useOutbox";
import { usePress } from "./api/usePress";
import styles from "./Outbox.module.css";
import { labelsOf, type Thread, textParts, threadsOf, withTimes } from "./threads";
import { useKeepAtEnd } from "./useKeepAtEnd";

/** The phones of the sandbox's people: what would have been sent to each, channel by channel. */
export function Outbox() {
  const outbox = useOutbox();
  if (!outbox.data) {
    if (outbox.error === null) return <PhoneSkeleton />;
    return (
      <Notice tone="problem" action={<Button onPress={() => void outbox.refetch()}>{t("try-again")}</Button>}>
        {t("not-loaded", { reason: sentenceOf(outbox.error) })}
      </Notice>
    );
  }
  const threads = threadsOf(outbox.data);
  if (threads.length === 0) {
    return (
      <Notice action={<LinkButton href="#/notifications">{t("to-notifications")}</LinkButton>}>
        {t("empty")}
      </Notice>
    );
  }
  return (
    <div className={styles.phones}>
      {threads.map((thread) => (
        <Phone key={thread.key} thread={thread} />
      ))}
    </div>
  );
}

function Phone({ thread }: { thread: Thread }) {
  const { name, address } = labelsOf(thread);
  const channel = channelLabel(thread.channel);
  const list = useRef<HTMLOListElement>(null);
  useKeepAtEnd(list, thread.messages.length);
  return (
    <section aria-label={t("person-on-channel", { person: name, channel })} className={styles.phone}>
      <header className={styles.header}>
        <Avatar name={name} />
        <div className={styles.names}>
          <h2 className={styles.name}>{name}</h2>
          <p className={styles.channel}>{t("channel-and-address", { channel, address })}</p>
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <ol ref={list} className={styles.messages} aria-live="polite" tabIndex={0}>
        {thread.messages.map((message) => (
          <Bubble key={message.id} message={message} />
        ))}
      </ol>
    </section>
  );
}

function Bubble({ message }: { message: OutboxMessage }) {
  const zone = useViewerZone();
  const time = (instant: number) => formatTime(instant, zone, viewerLocale());
  const text = withTimes(message.text, time);
  const linkIsShown = message.link !== null && message.link !== undefined && !text.includes(message.link);
  return (
    <li className={styles.bubble}>
      <p className={styles.text}>
        {textParts(text).map((part) =>
          part.isLink ? (
            <a key={part.at} href={part.text}>
              {part.text}
            </a>
          ) : (
            <span key={part.at}>{part.text}</span>
          ),
        )}
        {linkIsShown && (
          <>
            {"\n"}
            <a href={message.link ?? ""}>{message.link}</a>
          </>
        )}
      </p>
      <Answers message={message} />
      <time dateTime={message.sent_at} className={styles.time}>
        {time(Date.parse(message.sent_at))}
      </time>
    </li>
  );
}

/** The answers that a message carries; what whoever pressed one is told alone stands below them. */
function Answers({ message }: { message: OutboxMessage }) {
  const press = usePress(message);
  if (message.answers.length === 0) return null;
  const told = press.data?.replaces === false ? press.data.text : null;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would take a place in the row */}
      <div role="group" aria-label={t("answers")} className={styles.answers}>
        {message.answers.map((answer) => (
          <Button key={answer.data} isDisabled={press.isPending} onPress={() => press.mutate(answer.data)}>
            {answer.label}
          </Button>
        ))}
      </div>
      <p role="status" className={styles.told}>
        {press.error === null ? told : sentenceOf(press.error)}
      </p>
    </>
  );
}

function PhoneSkeleton() {
  return (
    <div className={styles.phones} aria-busy="true">
      <div className={styles.phone}>
        <div className={styles.header}>
          <Skeleton>{t("loading")}</Skeleton>
        </div>
        <div className={styles.messages} />
      </div>
    </div>
  );
}
