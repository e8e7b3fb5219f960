import { t } from "words:planning";
import { type DragEvent, useId } from "react";
import type { Person, Place } from "./draft";
import { CrownIcon } from "./icons";
import { PlayerName } from "./PlayerName";
import styles from "./PlayerRow.module.css";
import { personInWords } from "./words";

export const DRAG_TYPE = "application/x-muster-player";
const PLACES: readonly Place[] = ["A", null, "B"];

interface PlayerRowProps {
  person: Person;
  me: boolean;
  place: Place;
  captain: boolean;
  /** Whether a mouse may drag the row to another place. */
  draggable: boolean;
  onPlace: (place: Place) => void;
  onLead: () => void;
}

/** One player of the board, with one press for each place: A, on no side, B. */
export function PlayerRow({ person, me, place, captain, draggable, onPlace, onLead }: PlayerRowProps) {
  const name = useId();

  function pickUp({ dataTransfer }: DragEvent) {
    dataTransfer.setData(DRAG_TYPE, String(person.userId));
    dataTransfer.setData("text/plain", person.name);
    dataTransfer.effectAllowed = "move";
  }

  return (
    <li
      data-player={person.userId}
      data-side={place ?? undefined}
      draggable={draggable}
      onDragStart={pickUp}
      className={styles.row}
    >
      <div className={styles.who}>
        <PlayerName person={person} me={me} showsRating />
      </div>
      <div className={styles.controls}>
        {place !== null && (
          <button
            type="button"
            aria-pressed={captain}
            aria-label={t("lead", { name: person.name })}
            onClick={onLead}
            className={styles.lead}
          >
            <CrownIcon worn={captain} />
          </button>
        )}
        <div role="radiogroup" aria-label={personInWords(person, captain)} className={styles.places}>
          {PLACES.map((each) => (
            <label
              key={each ?? "none"}
              data-side={each ?? undefined}
              data-checked={each === place || undefined}
              className={styles.place}
            >
              <input
                type="radio"
                name={name}
                checked={each === place}
                onChange={() => onPlace(each)}
                aria-label={each === null ? t("unassign") : t("side", { side: each })}
                className={styles.radio}
              />
              <span aria-hidden="true">{each ?? "–"}</span>
            </label>
          ))}
        </div>
      </div>
    </li>
  );
}
