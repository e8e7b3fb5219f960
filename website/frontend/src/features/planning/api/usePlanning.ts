import { useMutationState, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useAccess } from "@/api/queries";
import { fromStart } from "@/api/start";
import type { IsoDate } from "@/api/types";
import { withVote } from "../votes";

export const VOTE_KEY = ["planning-vote"] as const;

/**
 * The planning room of a date, today's or a past one, as the viewer may see it; with a vote that is still
 * being saved laid over it.
 */
export function usePlanning(date: IsoDate | undefined, enabled = true) {
  const access = useAccess().data;
  const query = useQuery({
    queryKey: keys.planningRoom(access?.website_user_id ?? 0, date ?? ""),
    // Always by its date: a read around midnight must not bring another day's room.
    queryFn: ({ queryKey, signal }) =>
      fromStart(queryKey, () =>
        bodyOf(client.GET("/api/planning/today", { params: { query: { date: date ?? null } }, signal })),
      ),
    enabled: enabled && date !== undefined && access !== undefined,
  });
  const votes = useMutationState({
    filters: { mutationKey: VOTE_KEY, status: "pending" },
    select: (mutation) => mutation.state.variables as number,
  });
  const vote = votes.at(-1);
  const data = useMemo(
    () => (query.data && vote !== undefined ? withVote(query.data, vote) : query.data),
    [query.data, vote],
  );
  return { ...query, data };
}
