import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";

export interface InviteWanted {
  label: string | null;
  days: number;
  most_uses: number | null;
}

/** The community's invite links, the newest first. */
export function useInvites() {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.invites(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/invites", { signal })),
    enabled: userId !== 0,
  });
}

/** Makes a link; its address is in the answer and nowhere else. */
export function useMakeInvite() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: InviteWanted) => bodyOf(client.POST("/api/invites", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.members }),
  });
}

export function useRevokeInvite() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (inviteId: number) =>
      bodyOf(client.DELETE("/api/invites/{invite_id}", { params: { path: { invite_id: inviteId } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.members }),
  });
}
