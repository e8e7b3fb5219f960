import { t } from "words:planning";
import { lazy, Suspense, useId, useState } from "react";
import { useCommunity } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { addDays } from "@/lib/dates";
import { usePlanning } from "./api/usePlanning";
import styles from "./YesterdaysRoom.module.css";

const PastRoom = lazy(async () => ({ default: (await import("./PastRoom")).PastRoom }));

/** An evening goes on after midnight: until about six its room is offered for reading. */
const HOURS_LEFT_AT_SIX = 18;

export function YesterdaysRoom({ today }: { today: IsoDate }) {
  const community = useCommunity().data;
  const [open, setOpen] = useState(false);
  const bodyId = useId();
  const atNight = community !== undefined && hoursUntilMidnight(community) > HOURS_LEFT_AT_SIX;
  const room = usePlanning(addDays(today, -1), atNight).data;
  if (!atNight || !room?.session) return null;
  return (
    <div className={styles.yesterday}>
      <Button look="quiet" aria-expanded={open} aria-controls={bodyId} onPress={() => setOpen(!open)}>
        {open ? t("close-yesterday") : t("yesterday")}
      </Button>
      <div id={bodyId} hidden={!open}>
        {open && (
          <Suspense>
            <PastRoom state={room} session={room.session} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function hoursUntilMidnight({
  next_midnight,
  clockOffset,
}: {
  next_midnight: string;
  clockOffset: number;
}): number {
  return (Date.parse(next_midnight) - (Date.now() + clockOffset)) / 3_600_000;
}
