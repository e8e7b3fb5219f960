import type { CommunityNow } from "@/api/queries";
import { useNow } from "@/lib/useNow";
import { instantOf } from "@/lib/zones";

/** Whether tonight's session has begun by the server's clock. */
export function useBegun(community: CommunityNow | undefined): boolean {
  const now = useNow(10_000);
  if (!community) return false;
  return instantOf(community.today, community.start_time, community.timezone) <= now + community.clockOffset;
}
