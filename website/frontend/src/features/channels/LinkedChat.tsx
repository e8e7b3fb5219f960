import { t } from "words:channels";
import { useState } from "react";
import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { channelLabel } from "@/lib/channels";
import { type LinkedChannel, useLinkToken, useUnlinkChannel } from "./api/useChannels";
import { LinkPanel } from "./LinkPanel";
import styles from "./Notifications.module.css";

interface LinkedChatProps {
  channel: LinkedChannel;
  linked: boolean;
  clockOffset: number;
}

/** Links a chat by a token sent from it, or forgets it. */
export function LinkedChat({ channel, linked, clockOffset }: LinkedChatProps) {
  const [linking, setLinking] = useState(false);
  const [asking, setAsking] = useState(false);
  const token = useLinkToken(channel);
  const unlink = useUnlinkChannel(channel);
  const label = channelLabel(channel);

  function press() {
    if (linked) {
      setAsking(true);
      return;
    }
    // A code that is still good is shown again: a new one would void it.
    const left = token.data ? Date.parse(token.data.expires_at) - (Date.now() + clockOffset) : 0;
    if (!linking && left <= 0 && !token.isPending) token.mutate();
    setLinking(!linking);
  }

  return (
    <>
      {linked ? (
        <Button look="quiet" aria-label={t("unlink-channel", { channel: label })} onPress={press}>
          {t("unlink")}
        </Button>
      ) : (
        <Button
          aria-expanded={linking}
          aria-label={
            linking ? t("not-now-channel", { channel: label }) : t("link-channel", { channel: label })
          }
          onPress={press}
        >
          {linking ? t("not-now") : t("link")}
        </Button>
      )}
      <p role="status" className={styles.wideNote}>
        {linked && linking ? t("is-linked", { channel: label }) : ""}
      </p>
      {linking && !linked && <LinkPanel channel={channel} token={token} clockOffset={clockOffset} />}
      {asking && (
        <ConfirmDialog
          title={t("unlink-question", { channel: label })}
          confirmLabel={t("unlink-channel", { channel: label })}
          onConfirm={async () => {
            await unlink.mutateAsync();
            setLinking(false);
            token.reset();
          }}
          onClose={() => setAsking(false)}
        >
          {t("unlink-means")}
        </ConfirmDialog>
      )}
    </>
  );
}
