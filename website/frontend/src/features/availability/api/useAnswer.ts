import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { bodyOf, client } from "@/api/client";
import { ApiError } from "@/api/errors";
import { covers } from "@/api/keys";
import { keepForLater, serverNow, wasSaved } from "@/api/queuedAnswers";
import type { Availability, IsoDate } from "@/api/types";
import { type Answer, detailsOf, type Self, withAnswers } from "../answers";
import { ANSWER_KEY, whenProblemEnds } from "./problemEnd";

/** What became of an answer: the server has it, or it waits for a network. */
export type Saved = "saved" | "queued";

async function save({ date, status, ...said }: Answer): Promise<void> {
  if (status === null) {
    await bodyOf(client.DELETE("/api/availability/{day}", { params: { path: { day: date } } }));
  } else {
    await bodyOf(client.POST("/api/availability", { body: { date, status, ...detailsOf(said) } }));
  }
}

/**
 * Saves the viewer's answer for one date. The page shows it from the first moment because `useAvailability`
 * lays every pending answer over the server's data; when the save is refused it is simply no longer pending,
 * and the page shows again what the server says. Answers for one date are sent one after the other. One that no
 * server took, as without a network, is kept and sent later.
 */
export function useAnswer(date: IsoDate, self: Self | null) {
  const queryClient = useQueryClient();
  const affected = { predicate: (query: { queryKey: readonly unknown[] }) => covers(query.queryKey, date) };

  const saving = useMutation({
    mutationKey: ANSWER_KEY,
    scope: { id: `answer-${date}` },
    mutationFn: async (answer: Answer): Promise<Saved> => {
      const said = self && { ...answer, userId: self.user_id, answeredAt: serverNow(queryClient) };
      try {
        await save(answer);
        if (said) await wasSaved(said);
        return "saved";
      } catch (error) {
        if (said === null || !(error instanceof ApiError) || error.status !== 0) throw error;
        // A browser that keeps nothing says what went wrong instead.
        await keepForLater(said).catch(() => Promise.reject(error));
        return "queued";
      }
    },
    onSuccess: (saved, answer) => {
      // What waits lies over the server's data until it is sent (`useAvailability`).
      if (saved === "queued") return;
      queryClient.setQueriesData<Availability>(affected, (loaded) =>
        loaded ? withAnswers(loaded, [answer], self) : undefined,
      );
      // Waiting keeps the answer pending until a read that began after the save is here: a slower, older
      // read cannot bring the previous answer back for a moment.
      return queryClient.invalidateQueries(affected);
    },
    onError: () => {
      void queryClient.invalidateQueries(affected);
    },
  });

  // What was refused to one viewer does not concern the next one.
  const viewerId = self?.user_id;
  const { reset } = saving;
  useEffect(() => {
    if (viewerId !== undefined) reset();
  }, [viewerId, reset]);

  // `submittedAt` starts the wait anew when a second try fails like the first.
  const { isError, submittedAt } = saving;
  useEffect(() => {
    if (isError && submittedAt > 0) return whenProblemEnds(queryClient, date, reset);
  }, [isError, submittedAt, queryClient, date, reset]);

  return saving;
}
