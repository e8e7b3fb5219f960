import { t } from "words:calendarFeeds";
import { useEffect, useId, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { Button, LinkButton } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { Skeleton } from "@/components/Skeleton";
import { copyText } from "@/lib/browser";
import { forCalendars, forGoogle } from "./addresses";
import { useCalendarFeeds, useRenewFeed, useStopFeed } from "./api/useCalendarFeeds";
import styles from "./CalendarFeeds.module.css";

/** One's own evenings in one's own calendar, and everybody's: addresses to be subscribed there. */
export function CalendarFeeds() {
  const feeds = useCalendarFeeds();
  return (
    <Card heading={t("heading")} busy={feeds.isPending}>
      <p className={form.quiet}>{t("means")}</p>
      {feeds.data ? (
        <>
          <Own address={feeds.data.own?.address ?? null} />
          <Everybodys address={feeds.data.community} />
        </>
      ) : feeds.isError ? (
        <>
          <p role="alert" className={form.problem}>
            {t("not-loaded", { reason: sentenceOf(feeds.error) })}
          </p>
          <div>
            <Button onPress={() => void feeds.refetch()}>{t("try-again")}</Button>
          </div>
        </>
      ) : (
        <p>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      )}
    </Card>
  );
}

/** One's own address: made, shown, renewed and stopped. */
function Own({ address }: { address: string | null }) {
  const renew = useRenewFeed();
  const stop = useStopFeed();
  const [asking, setAsking] = useState<"renew" | "stop" | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const had = useRef(address);

  // The button that made or stopped it is gone; the focus goes to what stands in its place.
  useEffect(() => {
    if ((had.current === null) !== (address === null) && document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>("input, button")?.focus();
    had.current = address;
  }, [address]);

  return (
    <div ref={place} className={styles.own}>
      {address === null ? (
        <>
          <div>
            <Button look="primary" onPress={() => renew.mutate()} isDisabled={renew.isPending}>
              {t("make")}
            </Button>
          </div>
          {renew.isError && (
            <p role="alert" className={form.problem}>
              {t("not-done", { reason: sentenceOf(renew.error) })}
            </p>
          )}
        </>
      ) : (
        <>
          <Address address={address} />
          <Ways address={address} />
          <div className={form.actions}>
            <Button look="quiet" onPress={() => setAsking("renew")}>
              {t("renew")}
            </Button>
            <Button look="quiet" onPress={() => setAsking("stop")}>
              {t("stop")}
            </Button>
          </div>
        </>
      )}
      {asking === "renew" && (
        <ConfirmDialog
          title={t("renew-question")}
          confirmLabel={t("renew")}
          onConfirm={() => renew.mutateAsync()}
          onClose={() => setAsking(null)}
        >
          {t("renew-means")}
        </ConfirmDialog>
      )}
      {asking === "stop" && (
        <ConfirmDialog
          title={t("stop-question")}
          confirmLabel={t("stop")}
          onConfirm={() => stop.mutateAsync()}
          onClose={() => setAsking(null)}
        >
          {t("stop-means")}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** One's own address as it reads, for whoever types it elsewhere. */
function Address({ address }: { address: string }) {
  const id = useId();
  return (
    <div className={form.field}>
      <label htmlFor={id}>{t("address")}</label>
      <input
        id={id}
        readOnly
        value={address}
        aria-describedby={`${id}-note`}
        onFocus={(event) => event.target.select()}
        className={form.input}
      />
      <p id={`${id}-note`} className={form.quiet}>
        {t("keep-it")}
      </p>
    </div>
  );
}

function Everybodys({ address }: { address: string }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame, and holds fields
    <div role="group" aria-labelledby={id} className={styles.own}>
      <p id={id} className={form.quiet}>
        {t("everybodys")}
      </p>
      <Ways address={address} />
    </div>
  );
}

/** The ways in which an address gets into a calendar. */
function Ways({ address }: { address: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  return (
    <div className={form.actions}>
      <LinkButton href={forCalendars(address)}>{t("open")}</LinkButton>
      <LinkButton href={forGoogle(address)} elsewhere>
        {t("google")}
      </LinkButton>
      <Button onPress={async () => setCopied((await copyText(address)) ? address : null)}>
        {copied === address ? t("copied") : t("copy")}
      </Button>
    </div>
  );
}
