import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { Campaign } from "@/api/types";
import { OpeningDialog } from "@/components/OpeningDialog";

const loadPromote = () => import("./PromoteDialog");
const PromoteDialog = lazy(async () => ({ default: (await loadPromote()).PromoteDialog }));
const CancelDialog = lazy(async () => ({ default: (await import("./CancelDialog")).CancelDialog }));

export type DialogName = "promote" | "cancel";

interface Dialogs {
  open: (dialog: DialogName) => void;
  /** The dialog that is open. */
  dialog: ReactNode;
}

/**
 * The dialogs that start and stop a campaign.
 *
 * What was pressed is gone after a change; `land` gets the focus to what came of it, once the dialog lets go of it.
 */
export function useDialogs(
  promoter: boolean,
  campaign: Campaign | null | undefined,
  land: () => void,
): Dialogs {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const changed = useRef(false);

  useEffect(() => {
    // A click then opens the dialog at once; where this fails, the click tries again.
    if (promoter) loadPromote().catch(() => undefined);
  }, [promoter]);

  useEffect(() => {
    if (dialog !== null || !changed.current) return;
    changed.current = false;
    land();
  });

  function close(hasChanged: boolean) {
    changed.current = hasChanged;
    setDialog(null);
  }

  return {
    open: setDialog,
    dialog: (
      <Suspense fallback={<OpeningDialog onClose={() => close(false)} />}>
        {dialog === "promote" && <PromoteDialog onClose={close} />}
        {dialog === "cancel" && campaign && <CancelDialog campaign={campaign} onClose={close} />}
      </Suspense>
    ),
  };
}
