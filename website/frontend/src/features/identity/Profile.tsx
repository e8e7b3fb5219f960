import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity, useMe } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { DiscordAccount } from "./DiscordAccount";
import { LinkedPlayer } from "./LinkedPlayer";
import styles from "./ProfileGrid.module.css";
import { Sessions } from "./Sessions";

/** Who the viewer is on Discord and which player that is. */
export function Profile({ signIn }: { signIn: ReactNode }) {
  const access = useAccess();
  const me = useMe(access.data?.authenticated === true);
  const community = useCommunity();

  if (access.data && !access.data.authenticated) {
    return <Notice action={signIn}>You are not signed in. Sign in to choose your player.</Notice>;
  }
  const error = access.error ?? me.error;
  if (error !== null && !me.data) {
    const retry = () => {
      void access.refetch();
      if (access.data?.authenticated) void me.refetch();
    };
    return (
      <Notice tone="problem" action={<Button onPress={retry}>Try again</Button>}>
        Your profile could not be loaded. {sentenceOf(error)}
      </Notice>
    );
  }
  if (!me.data) return <ProfileSkeleton />;
  return (
    <div className={styles.grid}>
      <LinkedPlayer me={me.data} selfRegistration={community.data?.self_registration ?? false} />
      <DiscordAccount me={me.data} />
      <Sessions />
    </div>
  );
}

function ProfileSkeleton() {
  return (
    <div className={styles.grid}>
      {["Player", "Discord"].map((heading) => (
        <Card key={heading} heading={heading} busy>
          <p className={styles.loading}>
            <Skeleton>A name of usual length</Skeleton>
          </p>
        </Card>
      ))}
    </div>
  );
}
