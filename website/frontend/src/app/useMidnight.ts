import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "@/api/keys";
import { useCommunity } from "@/api/queries";

/** After midnight by our reckoning the server may still be a moment behind. */
const MARGIN = 500;
const TRY_AGAIN_AFTER = 5_000;
/** Longer timers overflow in browsers; the answer then simply comes a day early and sets a new one. */
const LONGEST_TIMER = 24 * 3600 * 1000;

/** Asks for the community's date again when its midnight has passed, by the server's clock. */
export function useMidnight(): void {
  const queryClient = useQueryClient();
  const { data, dataUpdatedAt } = useCommunity();
  const midnight = data ? Date.parse(data.next_midnight) : null;
  const clockOffset = data?.clockOffset ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new answer sets the timer anew, also an equal one
  useEffect(() => {
    if (midnight === null || Number.isNaN(midnight)) return;
    const remaining = midnight - (Date.now() + clockOffset);
    const delay = remaining > 0 ? Math.min(remaining + MARGIN, LONGEST_TIMER) : TRY_AGAIN_AFTER;
    const timer = window.setTimeout(
      () => void queryClient.invalidateQueries({ queryKey: keys.community }),
      delay,
    );
    return () => window.clearTimeout(timer);
  }, [midnight, clockOffset, dataUpdatedAt, queryClient]);
}
