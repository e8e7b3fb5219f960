import { type RefObject, useLayoutEffect } from "react";

/** Shows the end of a list that scrolls, again whenever it grows. */
export function useKeepAtEnd(list: RefObject<HTMLElement | null>, length: number): void {
  useLayoutEffect(() => {
    if (length > 0 && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [list, length]);
}
