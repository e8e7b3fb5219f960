import type { PromotionPreferences, Settings, Subscription } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { CHANNEL_LABELS } from "@/lib/channels";
import { useSwitchChannel } from "./api/useSettings";
import { Group } from "./Group";
import { LinkedChat } from "./LinkedChat";
import styles from "./Notifications.module.css";
import { PreferredChannelField } from "./PreferredChannelField";
import { TestMessage } from "./TestMessage";

interface ChannelsProps {
  settings: Settings;
  preferences: PromotionPreferences;
  clockOffset: number;
}

/** The ways to the person: which are linked, which are on, which comes first. */
export function Channels({ settings, preferences, clockOffset }: ChannelsProps) {
  return (
    <Group heading="Channels">
      <ul className={styles.channels}>
        {settings.subscriptions.map((subscription) => (
          <li key={subscription.channel_type} className={styles.channel}>
            <Channel subscription={subscription} clockOffset={clockOffset} />
          </li>
        ))}
      </ul>
      <PreferredChannelField chosen={preferences.preferred_channel} />
    </Group>
  );
}

function Channel({ subscription, clockOffset }: { subscription: Subscription; clockOffset: number }) {
  const change = useSwitchChannel();
  const { channel_type, enabled, verified, refused_reason, available } = subscription;
  return (
    <>
      <Switch
        label={CHANNEL_LABELS[channel_type]}
        hint={addressInWords(subscription)}
        checked={enabled}
        disabled={!verified || !available}
        onChange={(wanted) => change.mutate({ channel_type, enabled: wanted })}
      />
      {refused_reason && <p className={styles.problem}>Switched off. {refused_reason}</p>}
      <SaveProblem error={change.error} field="enabled" />
      <div className={styles.inline}>
        {channel_type !== "discord" && (available || verified) && (
          <LinkedChat key={channel_type} channel={channel_type} linked={verified} clockOffset={clockOffset} />
        )}
        {verified && enabled && available && <TestMessage channel={channel_type} />}
      </div>
    </>
  );
}

function addressInWords(subscription: Subscription): string {
  const { channel_address, verified, available, address_lost } = subscription;
  if (!available) return "This community does not send here yet";
  if (address_lost) return "The stored address can no longer be read. Link it again";
  if (!verified) return "Not linked";
  return channel_address ? `Linked: ${channel_address}` : "Linked";
}
