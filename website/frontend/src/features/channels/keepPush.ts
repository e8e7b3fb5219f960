import type { QueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { readStored, removeStored, writeStored } from "@/lib/browser";
import { currentSubscription, pushSupport, subscribeTo } from "@/lib/push";

/** Also looked at by main.tsx, which loads this where there is something. */
const LET_IN_BY = "muster.push";

/** Remembers whose this browser is, so that it is theirs again after a session that ended by age; null: nobody's. */
export function rememberLetIn(userId: number | null): void {
  if (userId === null) removeStored(LET_IN_BY);
  else writeStored(LET_IN_BY, userId);
}

/**
 * Keeps a browser that its viewer has let in: subscribes anew where the server has another key, or its push service
 * gave the browser another address, and takes it off the list where the browser has forgotten.
 */
export async function keepPush(queryClient: QueryClient): Promise<void> {
  if (pushSupport() !== "granted") return;
  const known = await bodyOf(client.GET("/api/availability/push"));
  if (known.user_id !== readStored(LET_IN_BY)) return;
  const here = known.devices.find(({ current }) => current);
  const subscription = await currentSubscription();
  if (known.application_server_key === null) return;
  if (subscription === null && here) {
    await client.DELETE("/api/availability/push/devices/{device_id}", {
      params: { path: { device_id: here.id } },
    });
    rememberLetIn(null);
  } else if (subscription !== null && !here?.current_key) {
    // Whoever has switched push off keeps it off, with another key as well.
    const body = await subscribeTo(known.application_server_key, here !== undefined);
    await bodyOf(client.POST("/api/availability/push/devices", { body }));
  } else return;
  await queryClient.invalidateQueries({ queryKey: keys.push(known.user_id) });
}
