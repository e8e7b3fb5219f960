import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";

/** Stops tonight's call, or holds the one that would start by itself; done once the page shows it. */
export function useStopCall() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/calls/today/stop")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.calls }),
  });
}
