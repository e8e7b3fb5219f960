import { t } from "words:sandbox";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Access, Persona } from "@/api/types";
import { useSessionChange } from "@/api/useViewerChange";

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

/** Becomes a persona; null signs out. Fails also where the browser keeps no cookie of it. */
export function useBecome() {
  const queryClient = useQueryClient();
  const changeSession = useSessionChange();
  return useMutation({
    // One after the other: signing out is for whom the page shows, which the one before has to settle first.
    scope: { id: "become" },
    mutationFn: async (persona: Persona | null) => {
      await changeSession(async () => {
        if (persona === null) await bodyOf(client.POST("/auth/logout"));
        else {
          await bodyOf(
            client.POST("/auth/sandbox/login", { body: { discord_user_id: persona.discord_user_id } }),
          );
        }
      });
      if (persona !== null && isNobody(queryClient))
        throw new ApiError(0, { detail: t("cookies-refused"), code: "cookies_refused", errors: [] });
    },
  });
}

/** Whether the server has just said that nobody is signed in. */
function isNobody(queryClient: QueryClient): boolean {
  const access = queryClient.getQueryState<Access>(keys.access);
  return access?.status === "success" && !access.isInvalidated && access.data?.authenticated === false;
}
