import { t } from "words:channels";
import type { PromotionPreferences, Settings, Subscription } from "@/api/types";
import { Card } from "@/components/Card";
import { Switch } from "@/components/Switch";
import { channelLabel } from "@/lib/channels";
import { useSwitchChannel } from "./api/useSettings";
import { LinkedChat } from "./LinkedChat";
import styles from "./Notifications.module.css";
import { PreferredChannelField } from "./PreferredChannelField";
import { PushPanel } from "./PushPanel";
import { Setting } from "./Setting";
import { TestMessage } from "./TestMessage";

interface ChannelsProps {
  settings: Settings;
  preferences: PromotionPreferences;
  clockOffset: number;
}

/** The ways to the person: which are linked, which are on, which comes first. */
export function Channels({ settings, preferences, clockOffset }: ChannelsProps) {
  return (
    <Card heading={t("channels")}>
      <ul className={styles.channels}>
        {settings.subscriptions.map((subscription) => (
          <li
            key={subscription.channel_type}
            className={subscription.verified ? styles.channel : `${styles.channel} ${styles.unlinked}`}
          >
            <Channel subscription={subscription} clockOffset={clockOffset} />
          </li>
        ))}
      </ul>
      <PreferredChannelField chosen={preferences.preferred_channel} />
    </Card>
  );
}

function Channel({ subscription, clockOffset }: { subscription: Subscription; clockOffset: number }) {
  const change = useSwitchChannel();
  const { channel_type, enabled, verified, refused_reason, available } = subscription;
  const label = channelLabel(channel_type);
  return (
    <>
      {verified ? (
        <Setting change={change} field="enabled">
          <Switch
            label={label}
            hint={addressInWords(subscription)}
            checked={enabled}
            disabled={!available}
            onChange={(wanted) => change.mutate({ channel_type, enabled: wanted })}
          />
        </Setting>
      ) : (
        <p className={styles.way}>
          {label} <span className={styles.hint}>{addressInWords(subscription)}</span>
        </p>
      )}
      {refused_reason && <p className={styles.problem}>{t("switched-off", { reason: refused_reason })}</p>}
      {channel_type === "push" && <PushPanel available={available || verified} />}
      <div className={styles.inline}>
        {channel_type !== "discord" && channel_type !== "push" && (available || verified) && (
          <LinkedChat key={channel_type} channel={channel_type} linked={verified} clockOffset={clockOffset} />
        )}
        {verified && enabled && available && <TestMessage channel={channel_type} />}
      </div>
    </>
  );
}

function addressInWords(subscription: Subscription): string {
  const { channel_address, verified, available, address_lost } = subscription;
  if (!available) return t("not-here");
  if (address_lost) return t("address-lost");
  if (subscription.channel_type === "push") return ""; // its devices are listed
  if (!verified) return t("not-linked");
  return channel_address ? t("linked-to", { address: channel_address }) : t("linked");
}
