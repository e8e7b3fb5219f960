import { Suspense } from "react";
import type { Details, IsoDate, Status } from "@/api/types";
import { optional } from "@/components/optional";
import { isAnsweredByHand } from "./answers";

const AsUsualButton = optional(async () => (await import("./AsUsualButton")).AsUsualButton);

export interface AsUsualProps {
  date: IsoDate | undefined;
  /** "Tonight", "Tomorrow" or the date in words. */
  dayName: string;
  answer: {
    status: Status | null;
    /** Whether it was given for the viewer. */
    usual: boolean;
    give: (status: Status | null, details?: Details) => void;
  };
}

/**
 * The viewer's usual answer for a day in one tap, where they have one and gave none; where it was given for them, that
 * it was, and the way back. Of no use until everything else is there.
 */
export function AsUsual(props: AsUsualProps) {
  if (isAnsweredByHand(props.answer)) return null;
  return (
    <Suspense>
      <AsUsualButton {...props} />
    </Suspense>
  );
}
