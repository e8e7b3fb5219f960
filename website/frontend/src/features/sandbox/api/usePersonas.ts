import { t } from "words:sandbox";
import { useMutation, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { Persona } from "@/api/types";
import { useViewerChange } from "@/api/useViewerChange";

const ROLES: readonly Persona["role"][] = ["unlinked", "player", "promoter", "admin"];

export function personaLabel(role: Persona["role"]): string {
  return t(role);
}

/** One persona a role. */
export function usePersonas() {
  return useQuery({
    queryKey: keys.personas,
    queryFn: ({ signal }) => bodyOf(client.GET("/auth/sandbox/personas", { signal })),
    staleTime: 60_000,
    select: ({ personas }) =>
      ROLES.flatMap((role) => personas.find((persona) => persona.role === role) ?? []),
  });
}

/** Becomes a persona; null signs out. */
export function useBecome() {
  const viewerChanged = useViewerChange();
  return useMutation({
    // One after the other: signing out is for whom the page shows, which the one before has to settle first.
    scope: { id: "become" },
    mutationFn: async (persona: Persona | null) => {
      if (persona === null) await bodyOf(client.POST("/auth/logout"));
      else {
        await bodyOf(
          client.POST("/auth/sandbox/login", { body: { discord_user_id: persona.discord_user_id } }),
        );
      }
    },
    onSuccess: () => viewerChanged(),
  });
}
