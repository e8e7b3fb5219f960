import { readStored, writeStored } from "@/lib/browser";

/** What stood in the campaign's place at the last visit. Only a hint, which keeps its place while it loads. */
export interface PanelHint {
  promoter: boolean;
  /** Until when tonight's campaign stands on the page, in milliseconds since 1970; 0 where there is none. */
  until: number;
}

/** What stands in the campaign's place: nothing, the way to start one, or one. */
export type PanelShape = "none" | "promote" | "timeline";

const KEY = "muster.campaign";

export function readPanelHint(): PanelHint {
  const hint = readStored(KEY) as Partial<PanelHint> | null;
  return { promoter: hint?.promoter === true, until: typeof hint?.until === "number" ? hint.until : 0 };
}

export function writePanelHint(hint: PanelHint): void {
  writeStored(KEY, hint);
}

/** What probably stands in the campaign's place at `now`: a campaign is gone from the page at midnight. */
export function expectedShape(hint: PanelHint, now: number): PanelShape {
  if (now < hint.until) return "timeline";
  return hint.promoter ? "promote" : "none";
}
