import { t } from "words:channels";
import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";
import type { CommunityNow } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { AwaySetting } from "./AwaySetting";
import { useAway } from "./api/useAway";
import { usePreferences, useSettings } from "./api/useSettings";
import { Channels } from "./Channels";
import { MessageSettings } from "./MessageSettings";
import styles from "./Notifications.module.css";
import { QuietHours } from "./QuietHours";
import { SoundSettings } from "./SoundSettings";
import { Summary } from "./Summary";
import { ZoneField } from "./ZoneField";

interface NotificationsProps {
  community: CommunityNow;
  /** The message that is asked about, by the reference in its link; null for none. */
  reference: string | null;
  /** What they mostly answer, which nobody has to ask them then. */
  usual: ReactNode;
  /** Where their calendar finds it. */
  calendar: ReactNode;
}

/** What a linked person wants to be told, where and when not. Everything is saved as it changes. */
export function Notifications({ community, reference, usual, calendar }: NotificationsProps) {
  const settings = useSettings();
  const preferences = usePreferences();
  const away = useAway(true);

  if (settings.data && preferences.data && away.data) {
    const both = { settings: settings.data, preferences: preferences.data };
    return (
      <div className={styles.columns}>
        <div className={styles.column}>
          <Summary {...both} threshold={community.threshold} away={away.data.until} reference={reference} />
          <MessageSettings {...both} community={community} />
          {usual}
        </div>
        <div className={styles.column}>
          <Card heading={t("hours")}>
            <AwaySetting away={away.data} today={community.today} />
            <QuietHours preferences={both.preferences} />
            <ZoneField chosen={both.preferences.timezone} communityZone={community.timezone} />
          </Card>
          <Channels {...both} clockOffset={community.clockOffset} />
          {calendar}
          <SoundSettings settings={both.settings} />
        </div>
      </div>
    );
  }
  const error = settings.error ?? preferences.error ?? away.error;
  if (error !== null) {
    const retry = () => {
      void settings.refetch();
      void preferences.refetch();
      void away.refetch();
    };
    return (
      <Notice tone="problem" action={<Button onPress={retry}>{t("try-again")}</Button>}>
        {t("not-loaded", { reason: sentenceOf(error) })}
      </Notice>
    );
  }
  return (
    <div className={styles.columns}>
      <Card heading={t("receive")} busy>
        <p className={styles.loading}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      </Card>
    </div>
  );
}
