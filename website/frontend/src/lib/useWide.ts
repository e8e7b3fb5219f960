import { useSyncExternalStore } from "react";
import { watchMedia } from "./browser";

const [subscribe, isWide] = watchMedia("(min-width: 75rem)");

/** Whether the page has its three columns. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, isWide);
}
