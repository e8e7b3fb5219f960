import { t } from "words:identity";
import { useState } from "react";
import type { Me } from "@/api/types";
import { Avatar } from "@/components/Avatar";
import { announce } from "@/components/announce";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { withoutColourCodes } from "@/lib/names";
import { useUnlinkPlayer } from "./api/usePlayers";
import { ChooseName } from "./ChooseName";
import { PlayerPicker } from "./PlayerPicker";
import styles from "./Profile.module.css";

interface LinkedPlayerProps {
  me: Me;
  selfRegistration: boolean;
  /** Called when somebody who had no player has one. */
  onFirstLinked: () => void;
}

/** The player the viewer is linked to, or the way to one. */
export function LinkedPlayer({ me, selfRegistration, onFirstLinked }: LinkedPlayerProps) {
  const [changing, setChanging] = useState<"name" | "player" | null>(null);
  const [asking, setAsking] = useState(false);
  const unlink = useUnlinkPlayer();

  const toggle = (what: "name" | "player") => setChanging(changing === what ? null : what);
  const say = (name: string) => announce(t("play-as", { name: withoutColourCodes(name) }));

  if (me.linked_player === null || me.linked_player === undefined) {
    return (
      <Card heading={t("player")}>
        <p>{t("choose-player")}</p>
        <PlayerPicker
          canCreate={selfRegistration}
          nameProposal={me.display_name ?? me.username}
          onLinked={(name) => {
            say(name);
            onFirstLinked();
          }}
        />
      </Card>
    );
  }
  const name = withoutColourCodes(me.linked_player);
  return (
    <Card heading={t("player")}>
      <div className={styles.person}>
        <span className={styles.large}>
          <Avatar name={name} src={me.avatar_url} />
        </span>
        <p className={styles.playsAs}>{t.rich("you-play-as", { name: <strong>{name}</strong> })}</p>
      </div>
      <div className={styles.actions}>
        <Button aria-expanded={changing === "name"} onPress={() => toggle("name")}>
          {changing === "name" ? t("keep-name") : t("change-name")}
        </Button>
        <Button aria-expanded={changing === "player"} onPress={() => toggle("player")}>
          {changing === "player" ? t("keep-player") : t("change-player")}
        </Button>
        <Button look="quiet" onPress={() => setAsking(true)}>
          {t("unlink-player")}
        </Button>
      </div>
      {changing === "name" && (
        <ChooseName
          onTaken={(taken) => {
            announce(t("name-taken-over", { name: taken }));
            setChanging(null);
          }}
        />
      )}
      {changing === "player" && (
        <PlayerPicker
          canCreate={false}
          nameProposal=""
          onLinked={(chosen) => {
            say(chosen);
            setChanging(null);
          }}
        />
      )}
      {asking && (
        <ConfirmDialog
          title={t("unlink-question", { name })}
          confirmLabel={t("unlink-player")}
          onConfirm={() => unlink.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          {t("unlink-means")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
