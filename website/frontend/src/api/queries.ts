import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deviceZone } from "@/lib/browser";
import { answerOf, bodyOf, client } from "./client";
import { keys } from "./keys";
import { clockOffsetOf, type ServerTime } from "./serverTime";
import { fromStart } from "./start";
import type { Community, LiveStatus } from "./types";

/** No notice tells of silence, nor that it is over; between two looks at who is there. */
const LOOK_EVERY = 60_000;

/** The community's facts, and how far this device's clock is from the server's. */
export type CommunityNow = Community & ServerTime;

/** Who is there now, and how far this device's clock was from the server's when it was said. */
export type LiveStatusNow = LiveStatus & ServerTime;

export function useCommunity() {
  return useQuery({
    queryKey: keys.community,
    queryFn: ({ signal }) =>
      fromStart(keys.community, async (): Promise<CommunityNow> => {
        const { body, response } = await answerOf(client.GET("/api/community", { signal }));
        return { ...body, clockOffset: clockOffsetOf(response) };
      }),
  });
}

/** The zone whose times the viewer reads: the device's, the community's where the device names none. */
export function useViewerZone(): string {
  const communityZone = useCommunity().data?.timezone;
  return deviceZone() ?? communityZone ?? "UTC";
}

export function useAccess() {
  return useQuery({
    queryKey: keys.access,
    queryFn: ({ signal }) =>
      fromStart(keys.access, () => bodyOf(client.GET("/api/availability/access", { signal }))),
  });
}

/** The viewer's website user id; 0, which nobody has, while nobody is signed in. */
export function useUserId(): number {
  return useAccess().data?.website_user_id ?? 0;
}

/** Who is signed in. Asked only when somebody is, so that nobody sees a 401 in their console. */
export function useMe(authenticated: boolean) {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => fromStart(keys.me, () => bodyOf(client.GET("/auth/me", { signal }))),
    enabled: authenticated,
  });
}

/** Who is in voice and on the server now, looked at every minute while the page is visible. */
export function useLiveStatus(enabled: boolean) {
  // Pages that began together, as after a restart of the server, do not go on asking together.
  const [every] = useState(() => LOOK_EVERY * (0.9 + Math.random() * 0.2));
  return useQuery({
    queryKey: keys.liveStatus,
    queryFn: ({ signal }) =>
      fromStart(keys.liveStatus, async (): Promise<LiveStatusNow> => {
        const { body, response } = await answerOf(client.GET("/api/live-status", { signal }));
        return { ...body, clockOffset: clockOffsetOf(response) };
      }),
    refetchInterval: every,
    enabled,
  });
}
