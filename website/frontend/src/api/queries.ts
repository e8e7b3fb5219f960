import { useQuery } from "@tanstack/react-query";
import { answerOf, bodyOf, client } from "./client";
import { keys } from "./keys";
import type { Community } from "./types";

/** The community's facts, and how far this device's clock is from the server's. */
export interface CommunityNow extends Community {
  /** Milliseconds to add to `Date.now()` to get the server's time; exact to about a second. */
  clockOffset: number;
}

export function useCommunity() {
  return useQuery({
    queryKey: keys.community,
    queryFn: async ({ signal }): Promise<CommunityNow> => {
      const { body, response } = await answerOf(client.GET("/api/community", { signal }));
      const served = Date.parse(response.headers.get("Date") ?? "");
      return { ...body, clockOffset: Number.isNaN(served) ? 0 : served - Date.now() };
    },
  });
}

export function useAccess() {
  return useQuery({
    queryKey: keys.access,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/access", { signal })),
  });
}

/** Who is signed in. Asked only when somebody is, so that nobody sees a 401 in their console. */
export function useMe(authenticated: boolean) {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => bodyOf(client.GET("/auth/me", { signal })),
    enabled: authenticated,
  });
}
