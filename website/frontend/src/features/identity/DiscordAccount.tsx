import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { Me } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Initials } from "@/components/Initials";
import { useLogOut, useUnlinkDiscord } from "./api/useSession";
import styles from "./Profile.module.css";

/** The Discord account the viewer signed in with. */
export function DiscordAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  const logOut = useLogOut();
  const unlink = useUnlinkDiscord();
  const name = me.display_name ?? me.username;
  return (
    <Card heading="Discord">
      <div className={styles.person}>
        <Initials name={name} />
        <p className={styles.names}>
          <strong className={styles.name}>{name}</strong>
          <span className={styles.quiet}>@{me.username}</span>
        </p>
      </div>
      <div className={styles.actions}>
        <Button onPress={() => logOut.mutate()} isDisabled={logOut.isPending}>
          Sign out
        </Button>
        <Button look="danger" onPress={() => setAsking(true)}>
          Unlink Discord
        </Button>
      </div>
      {logOut.isError && (
        <p role="alert" className={styles.problem}>
          Not signed out. {sentenceOf(logOut.error)}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title="Unlink Discord?"
          confirmLabel="Unlink Discord"
          onConfirm={() => unlink.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          This signs you out everywhere, on every device. Sign in with Discord again whenever you like.
        </ConfirmDialog>
      )}
    </Card>
  );
}
