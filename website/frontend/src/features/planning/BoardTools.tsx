import { t } from "words:planning";
import { Button } from "@/components/Button";
import styles from "./Board.module.css";
import { Comparison } from "./Comparison";
import { changedBetween, isEmpty, isGone, type Person, placeOf } from "./draft";
import { BalanceIcon, DraftIcon, UndoIcon } from "./icons";
import room from "./PlanningRoom.module.css";
import type { BoardNow } from "./useBoard";
import { fairnessInWords } from "./words";

interface BoardNotesProps {
  board: BoardNow;
  people: readonly Person[];
  nameOf: (userId: number) => string;
  land: () => void;
  onSaved: () => void;
}

/** What drafts by itself, and what takes back. */
export function BoardTools({ board }: { board: BoardNow }) {
  return (
    <div className={styles.tools}>
      <Button look="quiet" aria-disabled={board.busy !== null} onPress={board.autoDraft}>
        <DraftIcon />
        {t("auto-draft")}
      </Button>
      <Button
        look="quiet"
        aria-disabled={board.busy !== null || isEmpty(board.draft)}
        onPress={board.proposeRepair}
      >
        <BalanceIcon />
        {t("rebalance")}
      </Button>
      <Button look="quiet" aria-disabled={!board.canUndo} onPress={board.undo}>
        <UndoIcon />
        {t("undo")}
      </Button>
    </div>
  );
}

/** What is known of the teams' strength, who is gone, and other drafts to compare with this one. */
export function BoardNotes({ board, people, nameOf, land, onSaved }: BoardNotesProps) {
  const { draft } = board;
  const gone = people.filter((person) => isGone(person) && placeOf(draft, person.userId) !== null);

  function andLand(act: () => void) {
    return () => {
      act();
      land();
    };
  }

  return (
    <>
      <p className={room.quiet}>
        {board.split && gone.length === 0 ? fairnessInWords(board.split) : known(people)}
      </p>
      {gone.length > 0 && (
        <p className={styles.gone}>{t("gone", { names: gone.map((person) => person.name).join(", ") })}</p>
      )}
      {board.repair && (
        <Comparison
          heading={t("fewest-moves")}
          before={t("column-now")}
          after={t("column-then")}
          changes={changedBetween(draft, board.repair.draft)}
          nameOf={nameOf}
        >
          <Button look="primary" onPress={andLand(board.applyRepair)}>
            {t("apply")}
          </Button>
          <Button onPress={andLand(board.dropRepair)}>{t("leave-it")}</Button>
        </Comparison>
      )}
      {board.overtaken && !board.comparing && (
        <div className={room.actions}>
          <p>{t("yours-kept")}</p>
          <Button onPress={board.compare}>{t("show-difference")}</Button>
        </div>
      )}
      {board.comparing && (
        <Comparison
          heading={t("somebody-saved")}
          before={t("column-yours")}
          after={t("column-theirs")}
          changes={changedBetween(draft, board.saved)}
          nameOf={nameOf}
        >
          <Button onPress={andLand(board.takeTheirs)}>{t("take-theirs")}</Button>
          <Button
            look="primary"
            aria-disabled={board.busy !== null}
            onPress={() => board.saveOverTheirs(onSaved)}
          >
            {t("save-over")}
          </Button>
        </Comparison>
      )}
    </>
  );
}

function known(people: readonly Person[]): string {
  const rated = people.filter((person) => person.rating !== null).length;
  return t("rated-of", { rated, players: people.length });
}
