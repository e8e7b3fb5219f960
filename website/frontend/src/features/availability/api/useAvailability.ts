import { keepPreviousData, useMutationState, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { bodyOf, client } from "@/api/client";
import { type AvailabilityRange, keys } from "@/api/keys";
import { useAccess, useMe } from "@/api/queries";
import { useQueuedAnswers } from "@/api/queuedAnswers";
import { fromStart } from "@/api/start";
import { withoutColourCodes } from "@/lib/names";
import { type Answer, type Self, withAnswers } from "../answers";
import { ANSWER_KEY } from "./problemEnd";

/** The viewer as the lists of names show them, null while they cannot answer. */
export function useSelf(): Self | null {
  const access = useAccess().data;
  const me = useMe(access?.authenticated === true).data;
  const userId = access?.can_submit ? access.website_user_id : null;
  const name = me?.linked_player ?? null;
  return useMemo(
    () =>
      userId === null || userId === undefined || name === null
        ? null
        : { user_id: userId, display_name: withoutColourCodes(name) },
    [userId, name],
  );
}

/**
 * The days of a range, with the answers that are still being saved laid over them. `names` asks for names,
 * which the server gives to linked viewers alone.
 */
export function useAvailability(range: AvailabilityRange, enabled = true) {
  const query = useQuery({
    queryKey: keys.availabilityRange(range),
    queryFn: ({ queryKey, signal }) =>
      fromStart(queryKey, () =>
        bodyOf(
          client.GET("/api/availability", {
            params: { query: { from: range.from, to: range.to, include_users: range.names } },
            signal,
          }),
        ),
      ),
    placeholderData: keepPreviousData,
    enabled,
  });
  const saving = useMutationState({
    filters: { mutationKey: ANSWER_KEY, status: "pending" },
    select: (mutation) => mutation.state.variables as Answer,
  });
  const self = useSelf();
  const queued = useQueuedAnswers(self?.user_id);
  const data = useMemo(
    () => (query.data ? withAnswers(query.data, [...queued, ...saving], self) : undefined),
    [query.data, queued, saving, self],
  );
  return { ...query, data };
}
