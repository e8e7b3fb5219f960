import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { type CallChoice, keys } from "@/api/keys";
import { useUserId } from "@/api/queries";

/** Quiet hours end and time passes without a notice to this page. */
const LOOK_AGAIN_EVERY = 15_000;

/** Whom a call that is started now would ask, and when; of the server's own choice where that is null. */
export function useCallPreview(choice: CallChoice | null) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.callPreview(userId, choice),
    queryFn: ({ signal }) => {
      const query = choice === null ? {} : { most: choice.most, wait_minutes: choice.waitMinutes };
      return bodyOf(client.GET("/api/calls/preview", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: LOOK_AGAIN_EVERY,
  });
}

/** Starts a call for tonight; done once the page shows it. */
export function useStartCall() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ most, waitMinutes }: CallChoice) =>
      bodyOf(client.POST("/api/calls", { body: { most, wait_minutes: waitMinutes } })),
    // Also when it is refused: somebody else may have been quicker, and the page does not know it yet. The preview
    // is renewed by the notice, and is not waited for.
    onSettled: () =>
      queryClient.invalidateQueries({
        queryKey: keys.calls,
        predicate: ({ queryKey }) => queryKey[2] !== "preview",
      }),
  });
}
