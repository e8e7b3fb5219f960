import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { client } from "./client";
import { ApiError, isAccessError } from "./errors";
import { keys } from "./keys";
import { passOverStart } from "./start";
import { readEverythingAnew } from "./useViewerChange";
import { believingViewer, isViewerChanged } from "./viewerBelief";

const MAX_RETRIES = 3;
const RECOVER_EVERY = 15_000;

/** Only reads are repeated, and only when repeating can help. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= MAX_RETRIES || !(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

/** Milliseconds until the next try: what the server asked for, else 0.5 s, 1 s, 2 s. */
export function retryDelay(failures: number, error: unknown): number {
  if (error instanceof ApiError && error.retryAfter !== null) return Math.min(error.retryAfter, 30) * 1000;
  return Math.min(500 * 2 ** failures, 8000);
}

export function createQueryClient(): QueryClient {
  function onAccessError(error: unknown) {
    if (isViewerChanged(error)) void readEverythingAnew(queryClient);
    else if (isAccessError(error)) void queryClient.invalidateQueries({ queryKey: keys.access });
  }

  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: onAccessError }),
    mutationCache: new MutationCache({ onError: onAccessError, onSuccess: passOverStart }),
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        retryDelay,
        staleTime: 10_000,
        // After the retries of one read: a page left open finds its way back by itself.
        refetchInterval: (query) => (shouldRetry(0, query.state.error) ? RECOVER_EVERY : false),
        refetchOnWindowFocus: true,
        // A demo on 127.0.0.1 works on a machine without any network, so a call is tried rather than held
        // back by what the browser believes about the network.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  client.use(believingViewer(queryClient));
  return queryClient;
}
