import { useMutation, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useSessionChange } from "@/api/useViewerChange";
import { unsubscribeHere } from "@/lib/push";

export function useLogOut() {
  const changeSession = useSessionChange();
  return useMutation({
    mutationFn: async () => {
      await unsubscribeHere();
      return changeSession(() => bodyOf(client.POST("/auth/logout")));
    },
  });
}

/** The browsers in which the viewer is signed in, this one first. */
export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => bodyOf(client.GET("/auth/sessions", { signal })),
  });
}

/** Ends every session of the viewer. */
export function useLogOutEverywhere() {
  const changeSession = useSessionChange();
  return useMutation({
    mutationFn: async () => {
      await unsubscribeHere();
      return changeSession(() => bodyOf(client.POST("/auth/logout-everywhere")));
    },
  });
}

/** Takes the Discord account off the website user and ends every session of it. */
export function useUnlinkDiscord() {
  const changeSession = useSessionChange();
  return useMutation({
    mutationFn: async () => {
      await unsubscribeHere();
      return changeSession(() => bodyOf(client.POST("/auth/discord/unlink")));
    },
  });
}
