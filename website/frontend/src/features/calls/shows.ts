import type { CallToday, Day } from "@/api/types";

/** What a viewer has to do with calls tonight. */
export interface Shows {
  /** A call is on, or there was one. */
  tells: boolean;
  /** One that would start by itself is coming, and may be held. */
  comes: boolean;
  /** The viewer may start one. */
  offers: boolean;
}

export interface Evening {
  day: Day | undefined;
  threshold: number;
  /** The session has begun, or there is none. */
  begun: boolean;
  promoter: boolean;
}

/** What is to be shown of tonight's call. */
export function showsOf(today: CallToday, { day, threshold, begun, promoter }: Evening): Shows {
  const status = today.call?.status;
  const short = day !== undefined && day.counts.LOOKING < threshold;
  // One that is held is nothing to those who could not let it go.
  const tells = status !== undefined && (promoter || status !== "held");
  const comes = promoter && !begun && today.calls_at !== null;
  // One that was full goes on by itself when somebody drops out.
  const offers = promoter && !begun && short && status !== "running" && status !== "full";
  return { tells, comes, offers };
}

export function isAnything({ tells, comes, offers }: Shows): boolean {
  return tells || comes || offers;
}
