import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isOfOthers, keys } from "../api/keys";
import { withoutNames, withoutPersonalData } from "../api/personalData";
import { useAccess } from "../api/queries";
import type { Availability, LiveStatus } from "../api/types";

/**
 * When another viewer looks at the page than before (signed out here or elsewhere, another persona, a link
 * that is gone), nothing of the previous one stays on it, not even until the next answer.
 */
export function useViewerSwitch(): void {
  const queryClient = useQueryClient();
  const access = useAccess().data;
  const userId = access?.website_user_id ?? null;
  const viewer = access ? `${access.website_user_id ?? "nobody"}/${access.linked_discord}` : null;
  const previous = useRef(viewer);

  useEffect(() => {
    if (viewer === null || viewer === previous.current) return;
    const first = previous.current === null;
    previous.current = viewer;
    if (first) return;
    queryClient.removeQueries({ predicate: (query) => isOfOthers(query.queryKey, userId) });
    void queryClient.resetQueries({ queryKey: keys.me });
    void queryClient.resetQueries({ queryKey: keys.sessions });
    queryClient.setQueriesData<Availability>({ queryKey: keys.availability }, (loaded) =>
      loaded ? withoutPersonalData(loaded) : undefined,
    );
    void queryClient.invalidateQueries({ queryKey: keys.availability });
    queryClient.setQueriesData<LiveStatus>({ queryKey: keys.liveStatus }, (loaded) =>
      loaded ? withoutNames(loaded) : undefined,
    );
    void queryClient.invalidateQueries({ queryKey: keys.liveStatus });
  }, [viewer, userId, queryClient]);
}
