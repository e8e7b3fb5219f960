import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { bodyOf, client } from "@/api/client";
import { covers } from "@/api/keys";
import type { Availability, IsoDate } from "@/api/types";
import { type Answer, type Self, withAnswers } from "../answers";
import { ANSWER_KEY, whenProblemEnds } from "./problemEnd";

/**
 * Saves the viewer's answer for one date. The page shows it from the first moment because `useAvailability`
 * lays every pending answer over the server's data; when the save is refused it is simply no longer pending,
 * and the page shows again what the server says. Answers for one date are sent one after the other, and
 * never a second time by themselves.
 */
export function useAnswer(date: IsoDate, self: Self | null) {
  const queryClient = useQueryClient();
  const affected = { predicate: (query: { queryKey: readonly unknown[] }) => covers(query.queryKey, date) };

  const saving = useMutation({
    mutationKey: ANSWER_KEY,
    scope: { id: `answer-${date}` },
    mutationFn: async (answer: Answer) => {
      if (answer.status === null) {
        await bodyOf(client.DELETE("/api/availability/{day}", { params: { path: { day: date } } }));
      } else {
        await bodyOf(client.POST("/api/availability", { body: { date, status: answer.status } }));
      }
    },
    onSuccess: (_saved, answer) => {
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
