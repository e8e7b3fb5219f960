import { t } from "words:identity";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { Me } from "@/api/types";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useLogOut, useUnlinkDiscord } from "./api/useSession";
import styles from "./Profile.module.css";

/** The Discord account the viewer signed in with. */
export function DiscordAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  const logOut = useLogOut();
  const unlink = useUnlinkDiscord();
  const name = me.display_name ?? me.username;
  return (
    <Card heading={t("discord")}>
      <div className={styles.person}>
        <Avatar name={name} src={me.avatar_url} />
        <p className={styles.names}>
          <strong className={styles.name}>{name}</strong>
          <span className={styles.quiet}>{t("handle", { username: me.username })}</span>
        </p>
      </div>
      <div className={styles.actions}>
        <Button onPress={() => logOut.mutate()} isDisabled={logOut.isPending}>
          {t("sign-out")}
        </Button>
        <Button look="quiet" onPress={() => setAsking(true)}>
          {t("unlink-discord")}
        </Button>
      </div>
      {logOut.isError && (
        <p role="alert" className={styles.problem}>
          {t("not-signed-out", { reason: sentenceOf(logOut.error) })}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title={t("unlink-discord-question")}
          confirmLabel={t("unlink-discord")}
          onConfirm={() => unlink.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          {t("unlink-discord-means")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
