import type { QueryClient } from "@tanstack/react-query";
import { covers, isCampaigns, isNotices, isPreview, keys } from "@/api/keys";
import type { NoticeKind } from "@/api/liveStream";
import type { CallPreview } from "@/api/types";
import { refreshViewer } from "@/api/useViewerChange";
import { throttled } from "@/lib/throttled";

export interface Refreshes {
  take: (kind: NoticeKind, data: unknown) => void;
  stop: () => void;
}

/** Turns notices into refetches of what they touch. */
export function refreshesOf(queryClient: QueryClient): Refreshes {
  const refresh = (filter: Parameters<QueryClient["invalidateQueries"]>[0]) =>
    void queryClient.invalidateQueries(filter);
  const dates = new Set<string>();

  const throttles = {
    // Answers come in bursts shortly before a session: the first is read at once, the next ones together.
    dates: throttled({
      between: 500,
      run: () => {
        const touched = [...dates];
        dates.clear();
        refresh({ predicate: ({ queryKey }) => touched.some((date) => covers(queryKey, date)) });
      },
    }),
    // Every open page hears of every delivery.
    notices: throttled({
      spread: 1_000,
      run: () => refresh({ predicate: ({ queryKey }) => isNotices(queryKey) }),
    }),
    // A campaign's messages settle in quick succession, and all pages show the same campaign.
    campaigns: throttled({
      between: 2_000,
      spread: 500,
      run: () => refresh({ predicate: ({ queryKey }) => isCampaigns(queryKey) }),
    }),
    // A preview asks more of the server than a list of names.
    preview: throttled({
      after: 2_000,
      run: () => refresh({ predicate: ({ queryKey }) => isPreview(queryKey) }),
    }),
    // The people of a wave hear and answer one after the other.
    calls: throttled({ between: 1_000, spread: 300, run: () => refresh({ queryKey: keys.calls }) }),
    // Everybody in a planning room votes and drafts at the same time.
    planning: throttled({ between: 700, spread: 200, run: () => refresh({ queryKey: keys.planning }) }),
    // A rule by weekday changes what is true of tonight; every page hears of it at the same moment.
    evenings: throttled({
      spread: 500,
      run: () => {
        const { community, availability, notifications, planning, promotions, calls, evenings, forecast } =
          keys;
        const touched = [
          community,
          availability,
          notifications,
          planning,
          promotions,
          calls,
          evenings,
          forecast,
        ];
        for (const queryKey of touched) {
          refresh({ queryKey });
        }
      },
    }),
    // What is said follows from answers, which come in bursts.
    // So does who could be asked.
    forecast: throttled({
      between: 2_000,
      spread: 500,
      run: () => {
        refresh({ queryKey: keys.forecast });
        refresh({ queryKey: keys.members });
      },
    }),
    // Before a session people come to voice and to the server one after the other.
    liveStatus: throttled({ between: 1_000, spread: 300, run: () => refresh({ queryKey: keys.liveStatus }) }),
  };

  /** Answers and deliveries are news of a call where there is one, and of whom one would ask. */
  function askCallsThatFollow() {
    const known = queryClient.getQueriesData<Partial<CallPreview>>({ queryKey: keys.calls });
    if (known.some(([, data]) => data && (data.call || data.first))) throttles.calls.ask();
  }

  const on: Record<NoticeKind, (date: string | null) => void> = {
    availability: (date) => {
      if (date === null) refresh({ queryKey: keys.availability });
      else {
        dates.add(date);
        throttles.dates.ask();
      }
      throttles.preview.ask();
      throttles.forecast.ask();
      askCallsThatFollow();
      throttles.planning.ask();
    },
    names: () => {
      refresh({ queryKey: keys.availability });
      throttles.forecast.ask();
      throttles.planning.ask();
      throttles.liveStatus.ask();
    },
    viewer: () => void refreshViewer(queryClient),
    today: (date) => {
      const known = queryClient.getQueryData<{ today: string }>(keys.community);
      if (known && known.today !== date) refresh({ queryKey: keys.community });
    },
    notices: () => {
      askCallsThatFollow();
      throttles.notices.ask();
      throttles.campaigns.ask();
    },
    outbox: () => refresh({ queryKey: keys.outbox }),
    promotions: () => {
      throttles.campaigns.ask();
      throttles.preview.ask();
    },
    calls: () => throttles.calls.ask(),
    planning: () => throttles.planning.ask(),
    evening_rules: () => throttles.evenings.ask(),
    forecast: () => throttles.forecast.ask(),
    evening_records: () => {
      refresh({ queryKey: keys.history });
      refresh({ queryKey: keys.forecastRecord });
    },
    live_status: () => throttles.liveStatus.ask(),
  };

  return {
    take: (kind, data) => on[kind](dateOf(data)),
    stop: () => {
      for (const throttle of Object.values(throttles)) throttle.stop();
    },
  };
}

function dateOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("date" in data)) return null;
  return typeof data.date === "string" ? data.date : null;
}
