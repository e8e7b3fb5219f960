import { sentenceOf } from "@/api/errors";
import type { CommunityNow } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { usePreferences, useSettings } from "./api/useSettings";
import { Channels } from "./Channels";
import { MessageSettings } from "./MessageSettings";
import styles from "./Notifications.module.css";
import { Promotions } from "./Promotions";
import { SoundSettings } from "./SoundSettings";
import { Summary } from "./Summary";

interface NotificationsProps {
  community: CommunityNow;
}

/** What a linked person wants to be told, where and when not. Everything is saved as it changes. */
export function Notifications({ community }: NotificationsProps) {
  const settings = useSettings();
  const preferences = usePreferences();

  if (settings.data && preferences.data) {
    const both = { settings: settings.data, preferences: preferences.data };
    return (
      <Card heading="My notifications">
        <div className={styles.columns}>
          <div className={styles.column}>
            <Summary {...both} threshold={community.threshold} />
            <MessageSettings {...both} community={community} />
            <SoundSettings settings={settings.data} />
          </div>
          <div className={styles.column}>
            <Channels
              settings={settings.data}
              preferences={preferences.data}
              clockOffset={community.clockOffset}
            />
            <Promotions {...both} />
          </div>
        </div>
      </Card>
    );
  }
  const error = settings.error ?? preferences.error;
  const retry = () => {
    void settings.refetch();
    void preferences.refetch();
  };
  return (
    <Card heading="My notifications" busy={error === null}>
      {error === null ? (
        <p className={styles.loading}>
          <Skeleton>What you would receive, where, and when not</Skeleton>
        </p>
      ) : (
        <div className={styles.inline}>
          <p role="alert" className={styles.problem}>
            Your settings could not be loaded. {sentenceOf(error)}
          </p>
          <Button onPress={retry}>Try again</Button>
        </div>
      )}
    </Card>
  );
}
