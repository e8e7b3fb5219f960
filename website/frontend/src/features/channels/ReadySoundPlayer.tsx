import { useIsMutating } from "@tanstack/react-query";
import { useState } from "react";
import type { IsoDate } from "@/api/types";
import { useSettings } from "./api/useSettings";
import { useReadySound } from "./useReadySound";

export interface ReadySoundPlayerProps {
  date: IsoDate | undefined;
  /** When the session of the date became ready, in milliseconds since 1970; null where it did not while the page was open. */
  becameReady: number | null;
}

/** Plays the sound that the viewer's settings want. */
export function ReadySoundPlayer(props: ReadySoundPlayerProps) {
  // What is being changed may be who is signed in: whose settings they are is known after it. This code comes
  // some time after the first touch, so it is asked here.
  const changing = useIsMutating() > 0;
  const [begun, setBegun] = useState(false);
  if (!changing && !begun) setBegun(true);
  return begun ? <Sound {...props} /> : null;
}

function Sound({ date, becameReady }: ReadySoundPlayerProps) {
  useReadySound(date, becameReady, useSettings().data);
  return null;
}
