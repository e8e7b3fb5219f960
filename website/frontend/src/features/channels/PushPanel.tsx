import { t } from "words:push";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { useUserId, useViewerZone } from "@/api/queries";
import { Button } from "@/components/Button";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { askToNotify, type PushSupport, pushSupport, subscribeTo } from "@/lib/push";
import { useLetIn, usePush, useRemoveDevice } from "./api/usePush";
import { rememberLetIn } from "./keepPush";
import styles from "./Notifications.module.css";

/** Why a browser that was asked cannot be notified, in words. */
const HINDERED: Partial<Record<PushSupport, Parameters<typeof t>[0]>> = {
  denied: "denied",
  unsupported: "unsupported",
  "needs-home-screen": "needs-home-screen",
};

/** Lets this browser notify its person, and lists the devices that may. */
export function PushPanel({ available }: { available: boolean }) {
  const userId = useUserId();
  const push = usePush(available);
  const [support, setSupport] = useState(pushSupport);
  const letIn = useLetIn();
  const devices = push.data?.devices ?? [];
  const key = push.data?.application_server_key;
  const here = devices.some(({ current }) => current);
  if (!available || !push.data) return null;

  function turnOn(applicationServerKey: string) {
    letIn.mutate(
      async () => {
        const may = support === "granted" || (await askToNotify());
        setSupport(pushSupport());
        if (!may) throw new NotAllowed();
        return subscribeTo(applicationServerKey);
      },
      { onSuccess: () => rememberLetIn(userId) },
    );
  }

  const hindered = HINDERED[support];
  return (
    <div className={styles.push}>
      {key == null ? (
        <p className={styles.hint}>{t("not-set-up")}</p>
      ) : (
        !here && (
          <>
            <p className={styles.hint}>{hindered ? t(hindered) : t("why")}</p>
            {!hindered && (
              <Button onPress={() => turnOn(key)} isDisabled={letIn.isPending}>
                {t("turn-on")}
              </Button>
            )}
          </>
        )
      )}
      <p role={letIn.isError ? "alert" : "status"} className={styles.wideNote}>
        {letIn.isError && !hindered && problemInWords(letIn.error)}
        {letIn.isSuccess && here && t("is-on")}
      </p>
      {devices.length > 0 && (
        <ul className={styles.devices} aria-label={t("devices")}>
          {devices.map((device) => (
            <Device key={device.id} device={device} />
          ))}
        </ul>
      )}
    </div>
  );
}

class NotAllowed extends Error {}

function problemInWords(error: unknown): string {
  if (error instanceof NotAllowed) return t("not-allowed");
  if (error instanceof ApiError) return t("not-turned-on", { reason: sentenceOf(error) });
  return t("no-service");
}

interface DeviceProps {
  device: { id: number; name: string; since: string; current: boolean };
}

function Device({ device: { id, name, since, current } }: DeviceProps) {
  const remove = useRemoveDevice();
  const zone = useViewerZone();
  const day = dateFormat(viewerLocale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: zone,
  }).format(Date.parse(since));
  function takeOff() {
    if (current) rememberLetIn(null);
    remove.mutate({ id, current });
  }
  return (
    <li className={styles.device}>
      <span className={styles.way}>
        {name}
        <span className={styles.hint}>{current ? t("here-since", { day }) : t("since", { day })}</span>
      </span>
      <Button
        look="quiet"
        aria-label={t("remove-device", { device: name })}
        onPress={takeOff}
        isDisabled={remove.isPending}
      >
        {t("remove")}
      </Button>
      <p role="alert" className={styles.wideNote}>
        {remove.isError && t("not-removed", { reason: sentenceOf(remove.error) })}
      </p>
    </li>
  );
}
