import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isOfOthers, keys } from "@/api/keys";
import { withoutNames, withoutPersonalData } from "@/api/personalData";
import { useAccess } from "@/api/queries";
import type { Access, Availability, LiveStatus } from "@/api/types";
import { refreshViewer } from "@/api/useViewerChange";
import { openViewerNews, type ViewerNews } from "@/api/viewerNews";

/**
 * When another viewer looks at the page than before (signed out here or elsewhere, another persona, a link
 * that is gone), nothing of the previous one stays on it, not even until the next answer. The other tabs of the
 * browser hear of it at once.
 */
export function useViewerSwitch(): void {
  const queryClient = useQueryClient();
  const access = useAccess().data;
  const userId = access?.website_user_id ?? null;
  const viewer = viewerOf(access);
  const previous = useRef<string>(null);
  const news = useRef<ViewerNews>(null);

  useEffect(() => {
    const opened = openViewerNews(
      () => viewerOf(queryClient.getQueryData<Access>(keys.access)),
      () => refreshViewer(queryClient),
    );
    news.current = opened;
    return opened.close;
  }, [queryClient]);

  useEffect(() => {
    if (viewer === null || viewer === previous.current) return;
    const first = previous.current === null;
    previous.current = viewer;
    news.current?.tell(viewer);
    if (first) return;
    // What still waits for its turn was chosen by the previous one.
    const mutations = queryClient.getMutationCache();
    for (const mutation of mutations.getAll()) if (mutation.state.isPaused) mutations.remove(mutation);
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

function viewerOf(access: Access | undefined): string | null {
  return access ? `${access.website_user_id ?? "nobody"}/${access.linked_discord}` : null;
}
