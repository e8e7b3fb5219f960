import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { covers, isCampaigns, isNotices, isPreview, keys } from "@/api/keys";
import type { LiveState, NoticeKind } from "@/api/liveStream";
import { useAccess } from "@/api/queries";
import { openSharedStream, type SharedStream } from "@/api/sharedStream";
import { readEverythingAnew, refreshViewer } from "@/api/useViewerChange";
import { watchSeen } from "@/lib/pageSeen";

const STREAM_URL = "/api/availability/events";
/** Between two reads while no stream can be had. */
const POLL_EVERY = 15_000;
/** Answers come in bursts shortly before a session: the first is read at once, the next ones together. */
const BETWEEN_READS = 500;
/** Every open page hears of every delivery; they do not all ask at once what became of their own. */
const SPREAD = 1_000;
/** A campaign's messages settle in quick succession; it is read again this often at most. */
const BETWEEN_CAMPAIGN_READS = 2_000;
/** All pages show the same campaign; they do not all ask at once either. */
const CAMPAIGN_SPREAD = 500;
/** A preview follows tonight's answers this much later: it asks more of the server than a list of names. */
const PREVIEW_AFTER = 2_000;
/** A planning room is read again this often at most: everybody in it votes and drafts at the same time. */
const BETWEEN_PLANNING_READS = 700;
const PLANNING_SPREAD = 200;
/** Who is there is read again this often at most: before a session they come one after the other. */
const BETWEEN_LIVE_STATUS_READS = 1_000;
const LIVE_STATUS_SPREAD = 300;
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
    const notices = gatherNotices(queryClient);
    let lookAgain: number | undefined;
    let opened = false;
    let seen = false;
    const stream = openSharedStream(STREAM_URL, {
      onNotice: notices.take,
      onOpen: (again) => {
        window.clearTimeout(lookAgain);
        if (again) void queryClient.invalidateQueries();
        else {
          const read = opened ? readEverythingAnew : readAgain;
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
      notices.stop();
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

function readAgain(queryClient: QueryClient): void {
  for (const queryKey of [keys.availability, keys.promotions, keys.planning, keys.liveStatus]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

/** Turns notices into refetches of what they touch. */
function gatherNotices(queryClient: QueryClient) {
  const dates = new Set<string>();
  let timer: number | undefined;
  let noticesTimer: number | undefined;
  let previewTimer: number | undefined;
  let campaignsTimer: number | undefined;
  let planningTimer: number | undefined;
  let liveStatusTimer: number | undefined;
  let lastLiveStatusRead = Number.NEGATIVE_INFINITY;
  let lastPlanningRead = Number.NEGATIVE_INFINITY;
  let lastCampaignRead = Number.NEGATIVE_INFINITY;
  let lastRead = Number.NEGATIVE_INFINITY;

  function refetchDates() {
    timer = undefined;
    lastRead = performance.now();
    const touched = [...dates];
    dates.clear();
    void queryClient.invalidateQueries({
      predicate: (query) => touched.some((date) => covers(query.queryKey, date)),
    });
  }

  function refetchNotices() {
    noticesTimer = undefined;
    void queryClient.invalidateQueries({ predicate: (query) => isNotices(query.queryKey) });
  }

  function refetchPreview() {
    previewTimer = undefined;
    void queryClient.invalidateQueries({ predicate: (query) => isPreview(query.queryKey) });
  }

  function refetchCampaigns() {
    campaignsTimer = undefined;
    lastCampaignRead = performance.now();
    void queryClient.invalidateQueries({ predicate: (query) => isCampaigns(query.queryKey) });
  }

  function campaignsChanged() {
    const wait = Math.max(0, lastCampaignRead + BETWEEN_CAMPAIGN_READS - performance.now());
    campaignsTimer ??= window.setTimeout(refetchCampaigns, wait + Math.random() * CAMPAIGN_SPREAD);
  }

  function refetchPlanning() {
    planningTimer = undefined;
    lastPlanningRead = performance.now();
    void queryClient.invalidateQueries({ queryKey: keys.planning });
  }

  function planningChanged() {
    const wait = Math.max(0, lastPlanningRead + BETWEEN_PLANNING_READS - performance.now());
    planningTimer ??= window.setTimeout(refetchPlanning, wait + Math.random() * PLANNING_SPREAD);
  }

  function refetchLiveStatus() {
    liveStatusTimer = undefined;
    lastLiveStatusRead = performance.now();
    void queryClient.invalidateQueries({ queryKey: keys.liveStatus });
  }

  function liveStatusChanged() {
    const wait = Math.max(0, lastLiveStatusRead + BETWEEN_LIVE_STATUS_READS - performance.now());
    liveStatusTimer ??= window.setTimeout(refetchLiveStatus, wait + Math.random() * LIVE_STATUS_SPREAD);
  }

  function take(kind: NoticeKind, data: unknown) {
    const date = dateOf(data);
    switch (kind) {
      case "availability":
        previewTimer ??= window.setTimeout(refetchPreview, PREVIEW_AFTER);
        planningChanged();
        if (date === null) void queryClient.invalidateQueries({ queryKey: keys.availability });
        else {
          dates.add(date);
          const wait = Math.max(0, lastRead + BETWEEN_READS - performance.now());
          timer ??= window.setTimeout(refetchDates, wait);
        }
        break;
      case "names":
        void queryClient.invalidateQueries({ queryKey: keys.availability });
        planningChanged();
        liveStatusChanged();
        break;
      case "planning":
        planningChanged();
        break;
      case "live_status":
        liveStatusChanged();
        break;
      case "viewer":
        void refreshViewer(queryClient);
        break;
      case "notices":
        noticesTimer ??= window.setTimeout(refetchNotices, Math.random() * SPREAD);
        campaignsChanged();
        break;
      case "promotions":
        campaignsChanged();
        break;
      case "outbox":
        void queryClient.invalidateQueries({ queryKey: keys.outbox });
        break;
      case "today": {
        const known = queryClient.getQueryData<{ today: string }>(keys.community);
        if (known && known.today !== date) void queryClient.invalidateQueries({ queryKey: keys.community });
        break;
      }
    }
  }

  function stop() {
    window.clearTimeout(timer);
    window.clearTimeout(noticesTimer);
    window.clearTimeout(previewTimer);
    window.clearTimeout(campaignsTimer);
    window.clearTimeout(planningTimer);
    window.clearTimeout(liveStatusTimer);
  }

  return { take, stop };
}

function dateOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("date" in data)) return null;
  return typeof data.date === "string" ? data.date : null;
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
