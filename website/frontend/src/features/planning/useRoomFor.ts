import { type RefObject, useLayoutEffect, useState } from "react";
import { observeSize } from "@/lib/browser";

/** From how many root font sizes on three columns have room beside each other, names and all. */
const WIDE = 52;

/** Whether an element is that wide; by its own width, so that large text counts. */
export function useHasRoom(element: RefObject<HTMLElement | null>): boolean {
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const look = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setWide(measured.clientWidth >= WIDE * rem);
    };
    look();
    return observeSize(measured, look);
  }, [element]);
  return wide;
}
