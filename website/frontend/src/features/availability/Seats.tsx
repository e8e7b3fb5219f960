import { t } from "words:availability";
import { useState } from "react";
import type { Day } from "@/api/types";
import { initialsOf } from "@/lib/names";
import styles from "./Seats.module.css";
import { type Seat, seatsOf } from "./seats";

interface SeatsProps {
  /** Undefined while loading. */
  day: Day | undefined;
  threshold: number;
  viewerId?: number | null;
  /** Names of those in voice; who of them has a seat gets a dot. */
  inVoice?: readonly string[];
  small?: boolean;
}

/** An evening as places: who is in, how many are missing, who could come. */
export function Seats({ day, threshold, viewerId = null, inVoice = [], small = false }: SeatsProps) {
  const counts = day?.counts ?? { LOOKING: 0, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 };
  const { needed, further, more } = seatsOf(day ?? { counts }, threshold);
  const ready = counts.LOOKING >= threshold;
  const groups = [styles.groups, ready && styles.ready, small && styles.small, threshold > 6 && styles.many];
  const label = t("seats", {
    looking: counts.LOOKING,
    threshold,
    available: counts.AVAILABLE,
    maybe: counts.MAYBE,
    late: [...needed, ...further].filter((seat) => seat.late).length,
  });
  const draw = (seat: Seat, index: number) => (
    <Place
      // A place is a place in a row: whoever sits on it.
      key={index}
      seat={seat}
      mine={seat.userId !== null && seat.userId === viewerId}
      speaks={seat.name !== null && inVoice.includes(seat.name)}
      small={small}
    />
  );
  return (
    <div
      className={groups.filter(Boolean).join(" ")}
      role="img"
      aria-label={day ? label : undefined}
      aria-hidden={day ? undefined : true}
    >
      <span className={styles.group} style={{ "--places": Math.min(threshold, 12) } as React.CSSProperties}>
        {needed.map(draw)}
      </span>
      {(!small || further.some(({ status }) => status !== null)) && (
        <span className={styles.group} style={{ "--places": Math.min(threshold, 12) } as React.CSSProperties}>
          {further.map(draw)}
          {more > 0 && <span className={styles.more}>{t("seats-more", { count: more })}</span>}
        </span>
      )}
    </div>
  );
}

interface PlaceProps {
  seat: Seat;
  mine: boolean;
  speaks: boolean;
  small: boolean;
}

// The initials are drawn, not written: a seat grows with the window and not with the reader's text, which says who it
// is below.
function Place({ seat, mine, speaks, small }: PlaceProps) {
  const look = [styles.seat, styles[seat.status ?? "empty"], mine && styles.mine];
  const [broken, setBroken] = useState<string | null>(null);
  const picture = small || seat.avatar === broken ? null : seat.avatar;
  const initials = seat.name === null || small || picture !== null ? null : initialsOf(seat.name);
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className={look.filter(Boolean).join(" ")}>
      {mine && <circle cx="20" cy="20" r="19" className={styles.ring} />}
      <circle cx="20" cy="20" r={mine ? 15.5 : 17} className={styles.disc} />
      {picture !== null && (
        <image
          href={picture}
          x="5"
          y="5"
          width="30"
          height="30"
          preserveAspectRatio="xMidYMid slice"
          className={styles.picture}
          onError={() => setBroken(picture)}
        />
      )}
      {seat.status === "MAYBE" && <path d="M20 3a17 17 0 0 0 0 34Z" className={styles.half} />}
      {initials !== null && (
        <text x="20" y="20" dy="0.36em" textAnchor="middle" className={styles.initials}>
          {initials}
        </text>
      )}
      {seat.late && !small && (
        <g className={styles.late}>
          <circle cx="6" cy="34" r="7.5" />
          <path d="M6 30v4l3 2" />
        </g>
      )}
      {speaks && <circle cx="34" cy="34" r="5" className={styles.voice} />}
    </svg>
  );
}
