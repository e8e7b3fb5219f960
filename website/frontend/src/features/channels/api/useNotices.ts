import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";

const SHOWN = 20;

/** What the viewer was told lately, or was not, newest first; looked up every so often where asked for. */
export function useNotices(enabled: boolean, refetchEvery?: number) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.notices(userId),
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/availability/notices", { params: { query: { limit: SHOWN } }, signal })),
    enabled,
    ...(refetchEvery === undefined ? {} : { refetchInterval: refetchEvery }),
  });
}
