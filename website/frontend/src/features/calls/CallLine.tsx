import { lazy, Suspense, useState } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import type { Day } from "@/api/types";
import { useCall } from "./api/useCall";
import styles from "./CallLine.module.css";
import type { DialogName } from "./CallPanel";
import { isAnything, showsOf } from "./shows";

// Its code and words are for evenings that are short.
const CallPanel = lazy(async () => ({ default: (await import("./CallPanel")).CallPanel }));

interface CallLineProps {
  day: Day | undefined;
  threshold: number;
  /** The session has begun, or there is none. */
  begun: boolean;
  /** Calling is not what the viewer should do first. */
  quiet: boolean;
  /** It stands beside other cards. */
  inCard?: boolean;
}

/** Tonight's call: how it goes, and for promoters the way to start and to stop one. Nothing where there is nothing to say. */
export function CallLine({ day, threshold, begun, quiet, inCard = false }: CallLineProps) {
  const community = useCommunity().data;
  const promoter = useAccess().data?.can_promote === true;
  const today = useCall(community?.today).data;
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const shows = today && showsOf(today, { day, threshold, begun, promoter });
  // A dialog says itself why it has nothing to do any more.
  if (!shows || (dialog === null && !isAnything(shows))) return null;
  return (
    <Suspense fallback={<div className={promoter && shows.tells ? styles.tall : styles.place} />}>
      <CallPanel
        today={today}
        shows={shows}
        looking={day?.counts.LOOKING ?? 0}
        threshold={threshold}
        promoter={promoter}
        quiet={quiet}
        inCard={inCard}
        dialog={dialog}
        onDialog={setDialog}
      />
    </Suspense>
  );
}
