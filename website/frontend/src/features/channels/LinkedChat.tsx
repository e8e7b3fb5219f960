import { useState } from "react";
import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { CHANNEL_LABELS } from "@/lib/channels";
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
  const label = CHANNEL_LABELS[channel];

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
      <Button aria-expanded={linked ? undefined : linking} onPress={press}>
        {linked ? "Unlink" : linking ? "Not now" : "Link"}
        <VisuallyHidden> {label}</VisuallyHidden>
      </Button>
      <p role="status" className={styles.wideNote}>
        {linked && linking ? `${label} is linked. Messages come there now.` : ""}
      </p>
      {linking && !linked && <LinkPanel channel={channel} token={token} clockOffset={clockOffset} />}
      {asking && (
        <ConfirmDialog
          title={`Unlink ${label}?`}
          confirmLabel={`Unlink ${label}`}
          onConfirm={async () => {
            await unlink.mutateAsync();
            setLinking(false);
            token.reset();
          }}
          onClose={() => setAsking(false)}
        >
          Messages no longer come there, and the address is forgotten.
        </ConfirmDialog>
      )}
    </>
  );
}
