import { t } from "words:app";
import { useMutationState } from "@tanstack/react-query";
import { useState } from "react";
import { isViewerChanged } from "@/api/viewerBelief";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";

/** Says that a click was not stored, because somebody else is signed in in this browser by now. */
export function ViewerNotice() {
  const refused = useMutationState({
    filters: { status: "error", predicate: ({ state }) => isViewerChanged(state.error) },
    select: ({ state }) => ({ at: state.submittedAt, error: state.error }),
  });
  const [readUntil, setReadUntil] = useState(0);
  const last = refused.at(-1);
  if (!last || last.at <= readUntil || !isViewerChanged(last.error)) return null;
  return (
    <Notice tone="problem" action={<Button onPress={() => setReadUntil(last.at)}>{t("understood")}</Button>}>
      {last.error.detail}
    </Notice>
  );
}
