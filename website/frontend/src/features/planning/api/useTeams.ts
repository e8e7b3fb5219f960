import { useMutation } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { PlanningState } from "@/api/types";
import type { Draft } from "../draft";
import { useLookAgain, useShowState } from "./useRoom";

/** Somebody else saved a draft since the one that ours began with; `state` is what the room is now. */
export class DraftChanged extends Error {
  readonly state: PlanningState;

  constructor(state: PlanningState) {
    super("Somebody else saved a draft meanwhile.");
    this.name = "DraftChanged";
    this.state = state;
  }
}

interface DraftToSave {
  draft: Draft;
  /** The saved draft that it is meant to replace. */
  baseVersion: number;
}

async function save({ draft, baseVersion }: DraftToSave) {
  try {
    return await bodyOf(
      client.POST("/api/planning/today/teams", {
        body: {
          side_a: [...draft.A],
          side_b: [...draft.B],
          captain_a: draft.captains.A,
          captain_b: draft.captains.B,
          base_version: baseVersion,
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "draft_changed") throw error;
    throw new DraftChanged((error.body as { state: PlanningState }).state);
  }
}

/** Saves the draft where nothing changed meanwhile; throws DraftChanged where something did. */
export function useSaveTeams() {
  const show = useShowState();
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: save,
    onSuccess: ({ state }) => show(state),
    onError: (error) => (error instanceof DraftChanged ? show(error.state) : lookAgain()),
  });
}

/** A fair split of the pool; with `keep`, the repair of a draft with the fewest moves. Nothing is saved. */
export function useBalance() {
  return useMutation({
    mutationFn: (keep: Draft | null) =>
      bodyOf(
        client.POST("/api/planning/today/balanced-teams", {
          body: keep === null ? {} : { keep: { side_a: [...keep.A], side_b: [...keep.B] } },
        }),
      ),
  });
}
