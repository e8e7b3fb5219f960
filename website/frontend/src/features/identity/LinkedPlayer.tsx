import { useState } from "react";
import type { Me } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { withoutColourCodes } from "@/lib/names";
import { useUnlinkPlayer } from "./api/usePlayers";
import { PlayerPicker } from "./PlayerPicker";
import styles from "./Profile.module.css";

interface LinkedPlayerProps {
  me: Me;
  selfRegistration: boolean;
}

/** The player the viewer is linked to, or the way to one. */
export function LinkedPlayer({ me, selfRegistration }: LinkedPlayerProps) {
  const [changing, setChanging] = useState(false);
  const [asking, setAsking] = useState(false);
  const unlink = useUnlinkPlayer();

  if (me.linked_player === null || me.linked_player === undefined) {
    return (
      <Card heading="Player">
        <p>Choose your player to set your availability.</p>
        <PlayerPicker
          canCreate={selfRegistration}
          nameProposal={me.display_name ?? me.username}
          onLinked={() => setChanging(false)}
        />
      </Card>
    );
  }
  const name = withoutColourCodes(me.linked_player);
  return (
    <Card heading="Player">
      <p role="status">
        You play as <strong className={styles.name}>{name}</strong>.
      </p>
      <div className={styles.actions}>
        <LinkButton look="primary" href="#/availability">
          Set availability
        </LinkButton>
        <Button aria-expanded={changing} onPress={() => setChanging(!changing)}>
          {changing ? "Keep this player" : "Change player"}
        </Button>
        <Button look="danger" onPress={() => setAsking(true)}>
          Unlink player
        </Button>
      </div>
      {changing && <PlayerPicker canCreate={false} nameProposal="" onLinked={() => setChanging(false)} />}
      {asking && (
        <ConfirmDialog
          title={`Unlink ${name}?`}
          confirmLabel="Unlink player"
          onConfirm={() => unlink.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          Your answers no longer count until you link a player again.
        </ConfirmDialog>
      )}
    </Card>
  );
}
