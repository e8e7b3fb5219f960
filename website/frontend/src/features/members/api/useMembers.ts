import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys, type MembersAsked } from "@/api/keys";
import { useUserId } from "@/api/queries";

/** Members as a promoter or an admin sees them; while others come, those before them. */
export function useMembers(asked: MembersAsked) {
  const userId = useUserId();
  const { name, missing, page } = asked;
  return useQuery({
    queryKey: keys.membersFound(userId, asked),
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/members", {
          params: { query: { page, ...(name && { q: name }), ...(missing && { missing }) } },
          signal,
        }),
      ),
    enabled: userId !== 0,
    placeholderData: keepPreviousData,
  });
}
