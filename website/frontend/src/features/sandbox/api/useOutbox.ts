import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";

/** What would have been sent, live by the stream's notices. */
export function useOutbox() {
  return useQuery({
    queryKey: keys.outbox,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/sandbox/outbox", { signal })),
  });
}
