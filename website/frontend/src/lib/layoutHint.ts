import { readStored, writeStored } from "./browser";

/**
 * What the last visit looked like, so that the skeleton of this one already has its shape and nothing moves
 * when the answers arrive. Only a hint: a missing or wrong one costs a shift, nothing else.
 */
export interface LayoutHint {
  sandbox: boolean;
  linked: boolean;
  promoter: boolean;
  /** Until when tonight's campaign stands on the page, in milliseconds since 1970; 0 where there is none. */
  campaignUntil: number;
  /** How many characters the names in voice and on the server took; null where a place was not shown. */
  voiceNames: number | null;
  serverNames: number | null;
}

/** The part of the hint that is about who is there now. */
export type PresenceShape = Pick<LayoutHint, "voiceNames" | "serverNames">;

/** What stands in the campaign's place: nothing, the way to start one, or one. */
export type CampaignShape = "none" | "promote" | "timeline";

/** What probably stands in the campaign's place at `now`: a campaign is gone from the page at midnight. */
export function campaignShapeOf(hint: LayoutHint | null, now: number): CampaignShape {
  if (hint === null) return "none";
  if (now < hint.campaignUntil) return "timeline";
  return hint.promoter ? "promote" : "none";
}

const KEY = "muster.layout";

/** Null on the first visit. */
export function readLayoutHint(): LayoutHint | null {
  const stored = readStored(KEY);
  if (typeof stored !== "object" || stored === null) return null;
  const hint = stored as Partial<LayoutHint>;
  return {
    sandbox: hint.sandbox === true,
    linked: hint.linked === true,
    promoter: hint.promoter === true,
    campaignUntil: typeof hint.campaignUntil === "number" ? hint.campaignUntil : 0,
    voiceNames: typeof hint.voiceNames === "number" ? hint.voiceNames : null,
    serverNames: typeof hint.serverNames === "number" ? hint.serverNames : null,
  };
}

export function writeLayoutHint(hint: LayoutHint): void {
  writeStored(KEY, hint);
}
