import type { QueryClient } from "@tanstack/react-query";
import type { Middleware } from "openapi-fetch";
import { ApiError } from "./errors";
import { keys } from "./keys";
import type { Access } from "./types";

/** Who the page takes its viewer for, so that the server can refuse what is meant for somebody else. */
export const VIEWER_HEADER = "X-Muster-Viewer";

/** Adds whom the page shows to every request that changes something, unless the request says it already. */
export function believingViewer(queryClient: QueryClient): Middleware {
  return {
    onRequest({ request }) {
      const access = queryClient.getQueryData<Access>(keys.access);
      if (access === undefined || request.method === "GET" || request.headers.has(VIEWER_HEADER)) return;
      request.headers.set(VIEWER_HEADER, String(access.website_user_id ?? 0));
    },
  };
}

/** Somebody else is signed in in this browser by now: nothing was stored. */
export function isViewerChanged(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === "viewer_changed";
}
