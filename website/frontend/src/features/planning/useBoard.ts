import { t } from "words:planning";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { BalancedTeams, PlanningSession } from "@/api/types";
import { DraftChanged, useBalance, useSaveTeams } from "./api/useTeams";
import { boardAfter, isEdited, isNews, isOvertaken, splitShown } from "./board";
import { type Draft, isEmpty, sameDraft, savedDraft } from "./draft";
import { keepDraft, resumedBoard } from "./keptDraft";

/** A repair of the draft that waits to be applied. */
interface Proposal {
  /** What it repairs; it is no longer offered once that has changed. */
  of: Draft;
  draft: Draft;
  split: BalancedTeams;
}

/** The draft on this screen: edits, undo, proposals, and saving without running over somebody else. */
export function useBoard(session: PlanningSession, userId: number, people: ReadonlyMap<number, unknown>) {
  const saved = useMemo(() => ({ version: session.draft_version, draft: savedDraft(session) }), [session]);
  const date = session.session_date;
  const [start] = useState(() => resumedBoard(userId, date, saved, people));
  const [board, dispatch] = useReducer(boardAfter, start.board);
  const [said, say] = useState(start.came === "resumed" ? t("draft-kept") : "");
  const [comparing, setComparing] = useState(false);
  const [repair, setRepair] = useState<Proposal | null>(null);
  const save = useSaveTeams();
  const balance = useBalance();
  const edited = isEdited(board);
  const overtaken = isOvertaken(board, saved);
  const announced = useRef(saved.version);

  useEffect(() => {
    // The answer to our own save says itself what was saved.
    if (save.isPending) return;
    if (saved.version > announced.current && isNews(board, saved)) say(t("somebody-saved-just-now"));
    announced.current = Math.max(announced.current, saved.version);
    dispatch({ type: "seen", saved });
  }, [saved, save.isPending, board]);

  useEffect(() => {
    keepDraft(userId, date, edited ? { base: board.base, draft: board.draft } : null);
  }, [userId, date, edited, board]);

  function edit(draft: Draft, words: string, split?: BalancedTeams) {
    dispatch(split ? { type: "edited", draft, split } : { type: "edited", draft });
    save.reset();
    balance.reset();
    say(words);
  }

  function undo() {
    say(board.past.length === 0 ? t("nothing-to-undo") : t("undone"));
    dispatch({ type: "undone" });
  }

  function autoDraft() {
    if (balance.isPending) return;
    setRepair(null);
    balance.mutate(null, {
      onSuccess: (split) => {
        const draft = draftOf(split);
        edit(draft, t("drafted", { count: draft.A.length + draft.B.length }), split);
      },
    });
  }

  function proposeRepair() {
    if (balance.isPending) return;
    if (isEmpty(board.draft)) {
      say(t("nobody-on-a-side"));
      return;
    }
    const of = board.draft;
    balance.mutate(of, {
      onSuccess: (split) => {
        const draft = keepingCaptains(draftOf(split), of);
        if (sameDraft(draft, of)) say(t("nothing-to-move"));
        else setRepair({ of, draft, split });
      },
    });
  }

  function applyRepair() {
    if (repair) edit(repair.draft, t("rebalanced"), repair.split);
    setRepair(null);
  }

  function store(baseVersion: number, onSaved: () => void) {
    const draft = board.draft;
    save.mutate(
      { draft, baseVersion },
      {
        onSuccess: () => {
          setComparing(false);
          say(t("teams-saved"));
          // Ours counts one up from what it replaced; the state in the answer may be later already.
          dispatch({ type: "stored", saved: { version: baseVersion + 1, draft } });
          onSaved();
        },
        onError: (error) => setComparing(error instanceof DraftChanged),
      },
    );
  }

  function saveTeams(onSaved: () => void) {
    if (save.isPending) return;
    if (edited) store(board.base.version, onSaved);
    else say(saved.version === 0 ? t("nobody-on-a-side") : t("saved-already"));
  }

  function takeTheirs(words: string) {
    setComparing(false);
    save.reset();
    dispatch({ type: "yielded", saved });
    say(words);
  }

  const problem = save.error instanceof DraftChanged ? balance.error : (save.error ?? balance.error);
  return {
    draft: board.draft,
    saved: saved.draft,
    edited,
    canUndo: board.past.length > 0,
    split: splitShown(board),
    /** Somebody else's draft, to be compared with ours. */
    overtaken,
    comparing: overtaken && comparing,
    compare: () => setComparing(true),
    repair: repair?.of === board.draft ? repair : null,
    dropRepair: () => setRepair(null),
    busy: save.isPending ? "saving" : balance.isPending ? "balancing" : null,
    problem: problem === null ? null : sentenceOf(problem),
    said,
    say,
    edit,
    undo,
    autoDraft,
    proposeRepair,
    applyRepair,
    saveTeams,
    saveOverTheirs: (onSaved: () => void) => store(saved.version, onSaved),
    takeTheirs: () => takeTheirs(t("theirs-shown")),
    /** Drops the edits for what is saved. */
    discard: () => takeTheirs(""),
  };
}

export type BoardNow = ReturnType<typeof useBoard>;

function draftOf(split: BalancedTeams): Draft {
  return {
    A: split.side_a,
    B: split.side_b,
    captains: { A: split.captain_a, B: split.captain_b },
  };
}

/** A captain who stays on their side goes on leading it. */
function keepingCaptains(draft: Draft, before: Draft): Draft {
  const captainOf = (side: "A" | "B") => {
    const captain = before.captains[side];
    return captain !== null && draft[side].includes(captain) ? captain : draft.captains[side];
  };
  return { ...draft, captains: { A: captainOf("A"), B: captainOf("B") } };
}
