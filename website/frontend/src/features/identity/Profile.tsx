import { t } from "words:identity";
import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useMe } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { useRescuedFocus } from "@/components/useRescuedFocus";
import { DiscordAccount } from "./DiscordAccount";
import { LinkedPlayer } from "./LinkedPlayer";
import { PageLooks } from "./PageLooks";
import styles from "./ProfileGrid.module.css";
import { Sessions } from "./Sessions";

interface ProfileProps {
  signIn: ReactNode;
  /** What is stored of whoever is signed in. */
  stored: ReactNode;
  /** Called when the viewer, who had no player, has one: there is something better to do than to look at a profile. */
  onFirstLinked: () => void;
}

/** Who the viewer is, which player that is, how the page looks, and the ways out. */
export function Profile({ signIn, stored, onFirstLinked }: ProfileProps) {
  const access = useAccess();
  const me = useMe(access.data?.authenticated === true);
  const community = useCommunity();
  useRescuedFocus(`${access.data?.authenticated} ${me.data?.linked_player}`);

  if (access.data && !access.data.authenticated) {
    return (
      <>
        <Notice action={signIn}>{t("signed-out")}</Notice>
        <div className={styles.grid}>
          <PageLooks />
        </div>
      </>
    );
  }
  const error = access.error ?? me.error;
  if (error !== null && !me.data) {
    const retry = () => {
      void access.refetch();
      if (access.data?.authenticated) void me.refetch();
    };
    return (
      <Notice tone="problem" action={<Button onPress={retry}>{t("try-again")}</Button>}>
        {t("not-loaded", { reason: sentenceOf(error) })}
      </Notice>
    );
  }
  return (
    <div className={styles.grid}>
      <div className={styles.column}>
        {me.data ? (
          <LinkedPlayer
            me={me.data}
            selfRegistration={community.data?.self_registration ?? false}
            onFirstLinked={onFirstLinked}
          />
        ) : (
          <Loading heading={t("player")} />
        )}
        <PageLooks />
      </div>
      <div className={styles.column}>
        {me.data ? (
          <>
            <DiscordAccount me={me.data} />
            <Sessions />
            {stored}
          </>
        ) : (
          <Loading heading={t("discord")} />
        )}
      </div>
    </div>
  );
}

function Loading({ heading }: { heading: string }) {
  return (
    <Card heading={heading} busy>
      <p className={styles.loading}>
        <Skeleton>{t("loading")}</Skeleton>
      </p>
    </Card>
  );
}
