import { t } from "words:planning";
import { useEffect, useRef } from "react";
import { Button } from "@/components/Button";
import styles from "./Board.module.css";
import { BoardPlace } from "./BoardPlace";
import { BoardNotes, BoardTools } from "./BoardTools";
import { isCaptain, type Person, type Place, placeOf, withCaptain, withMoved } from "./draft";
import { PlayerRow } from "./PlayerRow";
import { Tally } from "./Tally";
import type { BoardNow } from "./useBoard";
import { useHasRoom } from "./useRoomFor";
import { movedInWords } from "./words";

const COLUMNS: readonly Place[] = ["A", null, "B"];

interface DraftBoardProps {
  board: BoardNow;
  people: ReadonlyMap<number, Person>;
  /** The pool, in the order in which it is shown. */
  pool: readonly number[];
  me: number | null;
  /** Takes the focus when what had it is gone. */
  land: () => void;
  onSaved: () => void;
  /** Leaves the draft for the teams that are saved, where there are any. */
  onClose: (() => void) | null;
}

/** Two teams in the making, for those who may save them: by tap, by keyboard, and by dragging where there is room. */
export function DraftBoard({ board, people, pool, me, land, onSaved, onClose }: DraftBoardProps) {
  const element = useRef<HTMLDivElement>(null);
  const wide = useHasRoom(element);
  const moved = useRef<number | null>(null);
  const { draft } = board;
  const drafted = [...draft.A, ...draft.B].filter((userId) => !pool.includes(userId));
  const everybody = [...pool, ...drafted]
    .map((userId) => people.get(userId))
    .filter((person) => person !== undefined);
  const at = (place: Place) => everybody.filter((person) => placeOf(draft, person.userId) === place);
  // Another question stands above then, with a primary button of its own.
  const asks = board.repair !== null || board.comparing;
  const nameOf = (userId: number) => people.get(userId)?.name ?? t("somebody");

  // A player who changes columns is drawn anew there; whoever moved them by keyboard stays with them.
  useEffect(() => {
    const userId = moved.current;
    moved.current = null;
    if (userId === null || document.activeElement !== document.body) return;
    element.current?.querySelector<HTMLInputElement>(`[data-player="${userId}"] input:checked`)?.focus();
  });

  function move(userId: number, to: Place) {
    // What is dropped may come from another window, or have left the room since.
    if (!people.has(userId) || placeOf(draft, userId) === to) return;
    moved.current = userId;
    board.edit(withMoved(draft, [userId], to), movedInWords(nameOf(userId), to));
  }

  function lead(userId: number) {
    const side = placeOf(draft, userId);
    if (side === null) return;
    const words = isCaptain(draft, userId) ? "leads-no-more" : "leads";
    board.edit(withCaptain(draft, userId), t(words, { name: nameOf(userId), side }));
  }

  const rows = (shown: readonly Person[]) =>
    shown.map((person) => (
      <PlayerRow
        key={person.userId}
        person={person}
        me={person.userId === me}
        place={placeOf(draft, person.userId)}
        captain={isCaptain(draft, person.userId)}
        draggable={wide}
        onPlace={(place) => move(person.userId, place)}
        onLead={() => lead(person.userId)}
      />
    ));

  return (
    <div ref={element} className={styles.board}>
      {!wide && <BoardTools board={board} />}
      <BoardNotes board={board} people={everybody} nameOf={nameOf} land={land} onSaved={onSaved} />
      <div className={styles.bar}>
        {wide ? (
          // The columns say how many there are.
          <BoardTools board={board} />
        ) : (
          <Tally sides={{ A: at("A"), B: at("B") }} left={at(null).length} />
        )}
        <Button
          look={board.edited && !asks ? "primary" : "plain"}
          aria-disabled={board.busy === "saving"}
          onPress={() => board.saveTeams(onSaved)}
        >
          {board.busy === "saving" ? t("saving") : t("save")}
        </Button>
      </div>
      {wide ? (
        <div className={styles.columns}>
          {COLUMNS.map((place) => (
            <BoardPlace
              key={place ?? "none"}
              place={place}
              people={at(place)}
              empty={place === null ? t("everybody-placed") : t("nobody-here")}
              onDrop={(userId) => move(userId, place)}
            >
              {rows(at(place))}
            </BoardPlace>
          ))}
        </div>
      ) : (
        <ul aria-label={t("players")} className={styles.roster}>
          {rows(everybody)}
        </ul>
      )}
      {onClose && (
        <div>
          <Button look="quiet" onPress={onClose}>
            {board.edited ? t("discard") : t("close-draft")}
          </Button>
        </div>
      )}
    </div>
  );
}
