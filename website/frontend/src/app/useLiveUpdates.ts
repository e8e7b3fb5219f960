import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { covers, isCampaigns, isNotices, isPreview, keys } from "../api/keys";
import { type LiveState, type NoticeKind, openLiveStream } from "../api/liveStream";
import { refreshViewer } from "../api/useViewerChange";

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
/** The first read may be older than the stream; it is repeated once the page has come to rest. */
const SETTLE_FOR = 1_000;
/** A page hidden for longer may have lost its stream without being told. */
const SUSPECT_AFTER_HIDDEN = 60_000;

/** Keeps everything loaded in step with the server and tells how that goes. */
export function useLiveUpdates(): LiveState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const notices = gatherNotices(queryClient);
    let firstLook: number | undefined;
    const lookAgain = () => {
      void queryClient.invalidateQueries({ queryKey: keys.availability });
      void queryClient.invalidateQueries({ queryKey: keys.promotions });
      void queryClient.invalidateQueries({ queryKey: keys.planning });
      void queryClient.invalidateQueries({ queryKey: keys.liveStatus });
    };
    const stream = openLiveStream(STREAM_URL, {
      onNotice: notices.take,
      onOpen: (again) => {
        if (again) void queryClient.invalidateQueries();
        else firstLook = window.setTimeout(lookAgain, SETTLE_FOR);
      },
      onState: setState,
    });
    const stopWatching = watchPage(queryClient, stream.renew);
    return () => {
      window.clearTimeout(firstLook);
      stopWatching();
      notices.stop();
      stream.close();
    };
  }, [queryClient]);

  useEffect(() => {
    if (state !== "polling") return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible") void queryClient.invalidateQueries();
    }, POLL_EVERY);
    return () => window.clearInterval(timer);
  }, [state, queryClient]);

  return state;
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

/** Coming back to the page, or to the network, renews what may have been lost meanwhile. */
function watchPage(queryClient: QueryClient, renew: () => void): () => void {
  let hiddenSince: number | null = null;

  function onVisibility() {
    if (document.visibilityState === "hidden") {
      hiddenSince = performance.now();
      return;
    }
    if (hiddenSince !== null && performance.now() - hiddenSince > SUSPECT_AFTER_HIDDEN) renew();
    hiddenSince = null;
    void queryClient.invalidateQueries({ queryKey: keys.community });
    // Somebody may have signed in or out in another tab meanwhile.
    void refreshViewer(queryClient);
  }

  function onOnline() {
    renew();
    void queryClient.invalidateQueries();
  }

  function onPageShow(event: PageTransitionEvent) {
    if (event.persisted) renew();
  }

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", onOnline);
  window.addEventListener("pageshow", onPageShow);
  // A stream may look open long after its network is gone; a new one tells at once.
  window.addEventListener("offline", renew);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onOnline);
    window.removeEventListener("pageshow", onPageShow);
    window.removeEventListener("offline", renew);
  };
}
