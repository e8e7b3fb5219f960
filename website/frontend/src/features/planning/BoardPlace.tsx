import { t } from "words:planning";
import { type DragEvent, type ReactNode, useState } from "react";
import styles from "./Board.module.css";
import { averageRating, type Person, type Place } from "./draft";
import { DRAG_TYPE } from "./PlayerRow";
import { placeInWords, ratingInWords } from "./words";

interface BoardPlaceProps {
  place: Place;
  people: readonly Person[];
  empty: string;
  onDrop: (userId: number) => void;
  children: ReactNode;
}

/** One column of the wide board, into which players can be dropped. */
export function BoardPlace({ place, people, empty, onDrop, children }: BoardPlaceProps) {
  const average = place === null ? null : averageRating(people);
  const [over, setOver] = useState(false);

  function enter(event: DragEvent) {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setOver(true);
  }

  function leave({ currentTarget, relatedTarget }: DragEvent) {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const userId = Number(event.dataTransfer.getData(DRAG_TYPE));
    if (Number.isSafeInteger(userId)) onDrop(userId);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one more way; each player has buttons for the places
    <div
      data-side={place ?? undefined}
      data-drop-target={over}
      onDragEnter={enter}
      onDragOver={enter}
      onDragLeave={leave}
      onDrop={drop}
      className={styles.column}
    >
      <h3 className={styles.place}>
        {placeInWords(place)} <span className={styles.count}>{people.length}</span>
        {average !== null && (
          <span className={styles.average}>
            {t("average", { rating: ratingInWords(Math.round(average)) })}
          </span>
        )}
      </h3>
      <ul aria-label={place === null ? t("unassigned") : t("side", { side: place })} className={styles.list}>
        {children}
      </ul>
      {people.length === 0 && <p className={styles.empty}>{empty}</p>}
    </div>
  );
}
