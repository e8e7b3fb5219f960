import { t } from "words:planning";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PlanningSession, PlanningState } from "@/api/types";
import { Button } from "@/components/Button";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { DraftBoard } from "./DraftBoard";
import { type Draft, isEmpty, isGone, type Person, savedDraft } from "./draft";
import { EditIcon } from "./icons";
import room from "./PlanningRoom.module.css";
import { TeamActions } from "./TeamActions";
import { TeamSheet } from "./TeamSheet";
import { useBoard } from "./useBoard";
import { draftAsText, winnersInWords } from "./words";

interface TeamsProps {
  state: PlanningState;
  session: PlanningSession;
  people: ReadonlyMap<number, Person>;
  /** Tells the room whether the board is there, on which everybody stands. */
  onDrafting: (drafting: boolean) => void;
}

/** The saved teams, for those who may not change them; says when others do. */
export function ReadTeams({ state, session, people }: Omit<TeamsProps, "onDrafting">) {
  const draft = savedDraft(session);
  const seen = useRef(session.draft_version);
  const [said, say] = useState("");

  useEffect(() => {
    if (seen.current !== session.draft_version) say(t("saved-just-now"));
    seen.current = session.draft_version;
  }, [session.draft_version]);

  const none = isEmpty(draft);
  return (
    <section className={room.section} aria-label={t("saved-teams")}>
      <header className={room.headingLine}>
        <h2 className={room.heading}>{none ? t("no-teams") : t("saved-teams")}</h2>
        <span role="status" className={room.quiet}>
          {said}
        </span>
      </header>
      {!none && <Saved draft={draft} state={state} session={session} people={people} />}
      <p className={room.quiet}>
        {t.rich(none ? "who-saves" : "who-changes", { name: <bdi>{session.created_by_name}</bdi> })}
      </p>
    </section>
  );
}

/** The saved teams, and the board on which they are changed. */
export function EditedTeams({ state, session, people, onDrafting }: TeamsProps) {
  const me = state.viewer.website_user_id;
  const board = useBoard(session, me ?? 0, people);
  const [wanted, setWanted] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const none = isEmpty(board.saved);
  const drafting = wanted || board.edited || none;
  const gone = [...board.saved.A, ...board.saved.B].some((userId) => {
    const person = people.get(userId);
    return person !== undefined && isGone(person);
  });
  const land = () => heading.current?.focus();
  const stateInWords = board.edited ? t("draft-not-saved") : none ? t("no-teams") : t("draft-saved");

  // Before anything is drawn: what stands beside the board depends on it.
  useLayoutEffect(() => onDrafting(drafting), [drafting, onDrafting]);

  // What was begun stays open, also where undo takes everything back.
  useEffect(() => {
    if (board.edited) setWanted(true);
  }, [board.edited]);

  function close() {
    if (board.edited) board.discard();
    setWanted(false);
    land();
  }

  return (
    <section className={room.section} aria-label={drafting ? t("draft") : t("saved-teams")}>
      <header className={room.headingLine}>
        <h2 ref={heading} tabIndex={-1} className={room.heading}>
          {drafting ? t("draft") : t("saved-teams")}
        </h2>
        {/* What was done last stands where the state does, so that nothing moves under a finger. */}
        <span role="status" className={room.quiet}>
          {board.said || (drafting ? stateInWords : "")}
        </span>
      </header>
      {board.problem !== null && (
        <p role="alert" className={room.problem}>
          {board.problem}
        </p>
      )}
      {drafting ? (
        <DraftBoard
          board={board}
          people={people}
          pool={state.participants.map((each) => each.user_id)}
          me={me}
          land={land}
          onSaved={() => {
            setWanted(false);
            land();
          }}
          onClose={none ? null : close}
        />
      ) : (
        <>
          <Saved draft={board.saved} state={state} session={session} people={people} />
          <div>
            <Button
              look={gone ? "primary" : "plain"}
              onPress={() => {
                setWanted(true);
                land();
              }}
            >
              <EditIcon />
              {t("change-teams")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

interface SavedProps extends Omit<TeamsProps, "onDrafting"> {
  draft: Draft;
}

function Saved({ draft, state, session, people }: SavedProps) {
  const me = state.viewer.website_user_id;
  const evening = formatDate(session.session_date, "long", viewerLocale());
  const text = draftAsText(draft, people, evening, winnersInWords(session.suggestions));
  return (
    <>
      <TeamSheet draft={draft} people={people} me={me} title={text.split("\n")[0] ?? ""} showsGone />
      <TeamActions text={text} />
    </>
  );
}
