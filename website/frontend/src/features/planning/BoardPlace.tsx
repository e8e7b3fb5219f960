import { isTextDropItem, ListBox, ListBoxItem, useDragAndDrop } from "react-aria-components";
import styles from "./Board.module.css";
import type { Person, Place } from "./draft";
import { PlayerName } from "./PlayerName";
import { personInWords, placeInWords } from "./words";

const DRAG_TYPE = "application/x-muster-player";

interface BoardPlaceProps {
  place: Place;
  people: readonly Person[];
  captain: number | null;
  chosen: ReadonlySet<number>;
  onChoose: (here: ReadonlySet<number>) => void;
  onDrop: (userIds: number[], place: Place) => void;
  empty: string;
}

/** One place of the board: a list whose people can be chosen, dragged away, and dropped into. */
export function BoardPlace({ place, people, captain, chosen, onChoose, onDrop, empty }: BoardPlaceProps) {
  const label = place === null ? "Unassigned" : `Side ${place}`;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      [...keys].map((key) => ({
        [DRAG_TYPE]: String(key),
        "text/plain": people.find((person) => person.userId === key)?.name ?? "",
      })),
    acceptedDragTypes: [DRAG_TYPE],
    getDropOperation: () => "move",
    onRootDrop: async ({ items }) => {
      const dropped = await Promise.all(items.filter(isTextDropItem).map((item) => item.getText(DRAG_TYPE)));
      onDrop(dropped.map(Number).filter(Number.isSafeInteger), place);
    },
  });
  return (
    <div className={place === null ? styles.waiting : styles.side}>
      <h4 className={styles.place}>
        {placeInWords(place)} <span className={styles.count}>{people.length}</span>
      </h4>
      <ListBox
        aria-label={label}
        layout={place === null ? "grid" : "stack"}
        selectionMode="multiple"
        selectedKeys={people.map((person) => person.userId).filter((userId) => chosen.has(userId))}
        onSelectionChange={(keys) =>
          onChoose(
            keys === "all" ? new Set(people.map((person) => person.userId)) : new Set([...keys].map(Number)),
          )
        }
        dragAndDropHooks={dragAndDropHooks}
        renderEmptyState={() => <span className={styles.empty}>{empty}</span>}
        className={styles.list}
      >
        {people.map((person) => (
          <ListBoxItem
            key={person.userId}
            id={person.userId}
            textValue={person.name}
            aria-label={personInWords(person, person.userId === captain)}
            className={styles.player}
          >
            <PlayerName person={person} captain={person.userId === captain} />
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}
