import { t } from "words:channels";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { Button, LinkButton } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { copyText, hasFinePointer } from "@/lib/browser";
import type { LinkedChannel, useLinkToken } from "./api/useChannels";
import { useSettings } from "./api/useSettings";
import styles from "./LinkPanel.module.css";
import { QrCode } from "./QrCode";
import { countdown } from "./words";

/** The page looks itself whether the chat has answered, should no notice tell it. */
const LOOK_EVERY = 3_000;
/** The server's clock is known to about a second: a code had better end too early here than too late. */
const CLOCK_MARGIN = 2_000;

/** Where the token is sent, should the server not name it. */
const RECIPIENTS = { telegram: "telegram-bot", signal: "signal-number" } as const;

interface LinkPanelProps {
  channel: LinkedChannel;
  token: ReturnType<typeof useLinkToken>;
  clockOffset: number;
}

/** A token to send from the chat, until it expires or the chat is linked. */
export function LinkPanel({ channel, token, clockOffset }: LinkPanelProps) {
  const { mutate } = token;
  const remaining = useRemaining(token.data?.expires_at, clockOffset);
  useSettings(LOOK_EVERY);

  if (token.isError) {
    return (
      <div className={styles.panel}>
        <p role="alert" className={styles.problem}>
          {sentenceOf(token.error)}
        </p>
        <Button onPress={() => mutate()}>{t("try-again")}</Button>
      </div>
    );
  }
  if (!token.data) {
    return (
      <div className={styles.panel} aria-busy="true">
        <p className={styles.loading}>
          <Skeleton>{t("code-loading")}</Skeleton>
        </p>
      </div>
    );
  }
  if (remaining <= 0) {
    return (
      <div className={styles.panel}>
        <p role="status">{t("code-expired")}</p>
        <Button onPress={() => mutate()}>{t("code-new")}</Button>
      </div>
    );
  }
  const { token: secret, deep_link, send_to } = token.data;
  const recipient = <strong className={styles.recipient}>{send_to ?? t(RECIPIENTS[channel])}</strong>;
  const text = `/link ${secret}`;
  return (
    <div className={styles.panel}>
      {deep_link?.startsWith("https://") ? (
        <DeepLink link={deep_link}>
          <Command text={text}>{t.rich("or-send", { recipient })}</Command>
        </DeepLink>
      ) : (
        <Command text={text}>{t.rich("send", { recipient })}</Command>
      )}
      <p className={styles.quiet}>
        {t.rich("code-waits", { time: <span role="timer">{countdown(remaining)}</span> })}
      </p>
    </div>
  );
}

/** The link that opens the chat with the token: on a phone a button, elsewhere a QR code for the phone, too. */
function DeepLink({ link, children }: { link: string; children: ReactNode }) {
  // Whoever holds the phone in their hand cannot scan it.
  const elsewhere = hasFinePointer();
  return (
    <div className={styles.deepLink}>
      {elsewhere && <QrCode text={link} label={t("qr")} />}
      <div className={styles.steps}>
        <p>{elsewhere ? t("scan-or-open") : t("open-app")}</p>
        <LinkButton look="primary" href={link} elsewhere>
          {t("open-telegram")}
        </LinkButton>
        {children}
      </div>
    </div>
  );
}

/** The command that links the chat it is sent from. */
function Command({ text, children }: { text: string; children: ReactNode }) {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);

  async function copy() {
    const done = await copyText(text);
    setCopied(done);
    // Selected, it is one key away from being copied by hand.
    if (!done && code.current) window.getSelection()?.selectAllChildren(code.current);
  }

  return (
    <div className={styles.steps}>
      <p>{children}</p>
      <div className={styles.commandLine}>
        <code ref={code} className={styles.command}>
          {text}
        </code>
        <Button onPress={() => void copy()}>{copied ? t("copied") : t("copy")}</Button>
      </div>
    </div>
  );
}

/** Milliseconds until an instant by the server's clock, counted down every second. */
function useRemaining(until: string | undefined, clockOffset: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === undefined) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [until]);
  return until === undefined ? 0 : Date.parse(until) - (now + clockOffset) - CLOCK_MARGIN;
}
