import { useRef } from "react";
import type { Campaign } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useCancelCampaign } from "./api/useCampaign";
import { isOver } from "./words";

interface CancelDialogProps {
  campaign: Campaign;
  onClose: (cancelled: boolean) => void;
}

/** Asks before a campaign is stopped. */
export function CancelDialog({ campaign, onClose }: CancelDialogProps) {
  const cancel = useCancelCampaign();
  const cancelled = useRef(false);
  const cleared = campaign.dry_run && isOver(campaign);

  async function confirm() {
    await cancel.mutateAsync(campaign.id);
    cancelled.current = true;
  }

  return (
    <ConfirmDialog
      title={cleared ? "Clear this dry run?" : "Cancel this campaign?"}
      confirmLabel={cleared ? "Clear dry run" : "Cancel campaign"}
      closeLabel={cleared ? "Keep it" : "Keep it going"}
      onConfirm={confirm}
      onClose={() => onClose(cancelled.current)}
    >
      {wordsFor(campaign, cleared)}
    </ConfirmDialog>
  );
}

function wordsFor(campaign: Campaign, cleared: boolean): string {
  if (cleared) return "It is over. A real campaign can then be started tonight.";
  if (campaign.status === "scheduled") return "Nobody has been asked yet, and nobody will be.";
  return "Whatever has not been sent is not sent any more. Messages that are out stay where they are.";
}
