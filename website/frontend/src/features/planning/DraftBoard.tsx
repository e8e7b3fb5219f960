import { useEffect, useRef, useState } from "react";
import type { PlanningSession, PlanningState } from "@/api/types";
import { Button } from "@/components/Button";
import styles from "./Board.module.css";
import { BoardPlace } from "./BoardPlace";
import { Comparison } from "./Comparison";
import { CopyTeams } from "./CopyTeams";
import {
  asPerson,
  changedBetween,
  isCaptain,
  isEmpty,
  isGone,
  type Person,
  type Place,
  placeOf,
  SIDES,
  withCaptain,
  withMoved,
} from "./draft";
import room from "./PlanningRoom.module.css";
import { useBoard } from "./useBoard";
import { useKnownPeople } from "./useKnownPeople";
import { fairnessInWords, leadingName, movedInWords } from "./words";

/** Milliseconds for which somebody who was dropped is shown as chosen. */
const LANDING = 200;

interface DraftBoardProps {
  state: PlanningState;
  session: PlanningSession;
}

/** Two teams in the making, for those who may save them: by drag, by tap and by keyboard. */
export function DraftBoard({ state, session }: DraftBoardProps) {
  const people = useKnownPeople(state);
  const board = useBoard(session);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  const [landed, setLanded] = useState<readonly number[]>([]);
  const { draft } = board;

  // A list chooses who has just landed in it; they would go along with whoever is tapped next.
  useEffect(() => {
    if (landed.length === 0) return;
    const timer = window.setTimeout(() => {
      setChosen((current) => new Set([...current].filter((userId) => !landed.includes(userId))));
      setLanded([]);
    }, LANDING);
    return () => window.clearTimeout(timer);
  }, [landed]);

  const known = (userIds: readonly number[]) =>
    userIds.map((userId) => people.get(userId)).filter((person) => person !== undefined);
  const waiting = state.participants.map(asPerson).filter((person) => placeOf(draft, person.userId) === null);
  const gone = known([...draft.A, ...draft.B]).filter(isGone);
  const nameOf = (userId: number) => people.get(userId)?.name ?? "Somebody";
  const land = () => heading.current?.focus();

  function move(userIds: readonly number[], to: Place) {
    // What is dropped may come from another window, and somebody chosen may have left the room since.
    const moving = userIds.filter((userId) => people.has(userId));
    setChosen(new Set());
    if (moving.length === 0) board.say("Choose somebody first.");
    else board.edit(withMoved(draft, moving, to), movedInWords(moving.map(nameOf), to));
  }

  function drop(userIds: readonly number[], to: Place) {
    setLanded(userIds);
    move(userIds, to);
  }

  function choose(shown: readonly Person[], here: ReadonlySet<number>) {
    const elsewhere = [...chosen].filter((userId) => !shown.some((person) => person.userId === userId));
    setChosen(new Set([...elsewhere, ...here]));
  }

  function markCaptain() {
    const [userId] = chosen;
    const side = userId === undefined ? null : placeOf(draft, userId);
    if (userId === undefined || side === null || chosen.size > 1) {
      board.say("Choose one player of a side.");
      return;
    }
    setChosen(new Set());
    const led = isCaptain(draft, userId);
    board.edit(
      withCaptain(draft, userId),
      led ? `${nameOf(userId)} no longer leads ${side}.` : `${nameOf(userId)} leads ${side}.`,
    );
  }

  return (
    <section className={room.section} aria-label="Teams">
      <header className={room.headingLine}>
        <h3 ref={heading} tabIndex={-1} className={room.heading}>
          Teams
        </h3>
        <span className={room.quiet}>{board.edited ? "Not saved yet" : savedWords(session)}</span>
      </header>
      <div className={styles.tools}>
        <Button aria-disabled={board.busy !== null} onPress={board.autoDraft}>
          Auto-draft
        </Button>
        <Button
          look={gone.length > 0 ? "primary" : "plain"}
          aria-disabled={board.busy !== null || isEmpty(draft)}
          onPress={board.proposeRepair}
        >
          Rebalance
        </Button>
        <Button aria-disabled={!board.canUndo} onPress={board.undo}>
          Undo
        </Button>
      </div>
      <p role="status" className={room.status}>
        {board.said}
      </p>
      {board.problem !== null && (
        <p role="alert" className={room.problem}>
          {board.problem}
        </p>
      )}
      {gone.length > 0 && (
        <p className={styles.gone}>
          No longer in:{" "}
          {gone.map((person, index) => (
            <span key={person.userId}>
              {index > 0 && ", "}
              <bdi>{person.name}</bdi>
            </span>
          ))}
        </p>
      )}
      {board.repair && (
        <Comparison
          heading="Fewest moves to even teams"
          before="Now"
          after="Then"
          changes={changedBetween(draft, board.repair.draft)}
          nameOf={nameOf}
        >
          <Button
            look="primary"
            onPress={() => {
              board.applyRepair();
              land();
            }}
          >
            Apply
          </Button>
          <Button
            onPress={() => {
              board.dropRepair();
              land();
            }}
          >
            Leave it
          </Button>
        </Comparison>
      )}
      {board.overtaken && !board.comparing && (
        <div className={room.actions}>
          <p>Somebody else saved a draft. Yours is kept here.</p>
          <Button onPress={board.compare}>Show the difference</Button>
        </div>
      )}
      {board.comparing && (
        <Comparison
          heading="Somebody else saved a draft"
          before="Yours"
          after="Theirs"
          changes={changedBetween(draft, board.saved)}
          nameOf={nameOf}
        >
          <Button
            onPress={() => {
              board.takeTheirs();
              land();
            }}
          >
            Take theirs
          </Button>
          <Button
            look="primary"
            aria-disabled={board.busy !== null}
            onPress={() => {
              board.saveOverTheirs();
              land();
            }}
          >
            Save mine over it
          </Button>
        </Comparison>
      )}
      <div className={styles.board}>
        <BoardPlace
          place={null}
          people={waiting}
          captain={null}
          chosen={chosen}
          onChoose={(here) => choose(waiting, here)}
          onDrop={drop}
          empty="Everybody is on a side"
        />
        {SIDES.map((side) => {
          const members = known(draft[side]);
          return (
            <BoardPlace
              key={side}
              place={side}
              people={members}
              captain={draft.captains[side]}
              chosen={chosen}
              onChoose={(here) => choose(members, here)}
              onDrop={drop}
              empty="Nobody yet"
            />
          );
        })}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: no fields are grouped here but four buttons */}
      <div role="group" aria-label="Move who is chosen" className={styles.moveBar}>
        <span className={styles.hint}>
          {chosen.size === 0 ? "Drag players, or tap them and then a side." : `${chosen.size} chosen`}
        </span>
        <Button aria-label="Move to A" onPress={() => move([...chosen], "A")}>
          A
        </Button>
        <Button aria-label="Move to B" onPress={() => move([...chosen], "B")}>
          B
        </Button>
        <Button onPress={() => move([...chosen], null)}>Unassign</Button>
        <Button onPress={markCaptain}>Captain</Button>
      </div>
      <p className={room.status}>{board.split && gone.length === 0 && fairnessInWords(board.split)}</p>
      <div className={room.actions}>
        <Button
          look={board.edited ? "primary" : "plain"}
          aria-disabled={board.busy === "saving"}
          onPress={board.saveTeams}
        >
          {board.busy === "saving" ? "Saving…" : "Save teams"}
        </Button>
        {!isEmpty(board.saved) && (
          <CopyTeams
            draft={board.saved}
            people={people}
            date={session.session_date}
            name={leadingName(session.suggestions)?.name ?? null}
          />
        )}
      </div>
    </section>
  );
}

function savedWords(session: PlanningSession): string {
  return session.draft_version === 0 ? "No teams yet" : "Saved";
}
