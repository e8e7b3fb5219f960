import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { keys } from "@/api/keys";
import type { LiveState } from "@/api/liveStream";
import { useAccess } from "@/api/queries";
import { openSharedStream, type SharedStream } from "@/api/sharedStream";
import { askStart } from "@/api/start";
import { readEverythingAnew } from "@/api/useViewerChange";
import { watchSeen } from "@/lib/pageSeen";
import { refreshesOf } from "./refreshes";

const STREAM_URL = "/api/availability/events";
/** Between two reads while no stream can be had. */
const POLL_EVERY = 15_000;
/** What was read may be older than the stream; it is read again once the page has come to rest. */
const SETTLE_FOR = 1_000;

/** Keeps everything loaded in step with the server while the page is seen, and tells how that goes. */
export function useLiveUpdates(): LiveState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const shared = useRef<SharedStream>(null);
  const access = useAccess().data;
  const viewerId = access && (access.website_user_id ?? 0);

  useEffect(() => {
    const refreshes = refreshesOf(queryClient);
    let lookAgain: number | undefined;
    let opened = false;
    let seen = false;
    const stream = openSharedStream(STREAM_URL, {
      onNotice: refreshes.take,
      onOpen: (again) => {
        window.clearTimeout(lookAgain);
        if (again) void queryClient.invalidateQueries();
        else {
          const read = opened ? readEverythingAnew : readStartAgain;
          lookAgain = window.setTimeout(() => void read(queryClient), SETTLE_FOR);
        }
        opened = true;
      },
      onState: setState,
    });
    shared.current = stream;
    const stopWatching = watchSeen(
      () => {
        stream.resume();
        // Whatever happened while the page was not seen, also another sign-in, was told to nobody.
        if (seen) void readEverythingAnew(queryClient);
        seen = true;
      },
      () => {
        window.clearTimeout(lookAgain);
        stream.pause();
      },
    );
    const stopNetwork = watchNetwork(queryClient, stream.renew);
    return () => {
      window.clearTimeout(lookAgain);
      stopNetwork();
      stopWatching();
      refreshes.stop();
      stream.pause();
      shared.current = null;
    };
  }, [queryClient]);

  const streamsViewer = useRef(viewerId);
  useEffect(() => {
    const before = streamsViewer.current;
    streamsViewer.current = viewerId;
    // A stream is told what concerns whoever opened it.
    if (before !== undefined && before !== viewerId) shared.current?.renew();
  }, [viewerId]);

  useEffect(() => {
    if (state !== "polling") return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible") void queryClient.invalidateQueries();
    }, POLL_EVERY);
    return () => window.clearInterval(timer);
  }, [state, queryClient]);

  return state;
}

/** What the page began with, by the one question that is mostly answered with "nothing has changed". */
async function readStartAgain(queryClient: QueryClient): Promise<void> {
  const askedAt = Date.now();
  await askStart(queryClient, { awaited: false });
  const stale = ({ state }: Query) => state.dataUpdatedAt < askedAt;
  for (const queryKey of [keys.availability, keys.promotions, keys.calls, keys.planning, keys.liveStatus]) {
    void queryClient.invalidateQueries({ queryKey, predicate: stale });
  }
}

/** Coming back to the network renews what may have been lost meanwhile. */
function watchNetwork(queryClient: QueryClient, renew: () => void): () => void {
  function onOnline() {
    renew();
    void queryClient.invalidateQueries();
  }

  window.addEventListener("online", onOnline);
  // A stream may look open long after its network is gone; a new one tells at once.
  window.addEventListener("offline", renew);
  return () => {
    window.removeEventListener("online", onOnline);
    window.removeEventListener("offline", renew);
  };
}
