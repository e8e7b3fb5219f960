import { useEffect, useRef } from "react";
import { isNowhere } from "@/lib/arrival";
import { PAGE_HEADING_ID } from "./PageHeading";

/** Until a dialog that closes with the change has given the focus back to what is gone by then. */
const DIALOG_IS_GONE = 120;

/** Once what had the focus may be gone, the page's heading gets it. Returns the timer. */
export function rescueFocus(): number {
  return window.setTimeout(() => {
    if (isNowhere()) document.getElementById(PAGE_HEADING_ID)?.focus();
  }, DIALOG_IS_GONE);
}

/** Where a change of `state` takes away what had the focus, the page's heading gets it. */
export function useRescuedFocus(state: unknown): void {
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    const timer = rescueFocus();
    return () => window.clearTimeout(timer);
  }, [state]);
}
