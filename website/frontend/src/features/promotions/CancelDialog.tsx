import { t } from "words:promoting";
import { t as common } from "words:promotions";
import { useRef } from "react";
import type { Campaign } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useCancelCampaign } from "./api/useCampaign";

interface CancelDialogProps {
  campaign: Campaign;
  onClose: (cancelled: boolean) => void;
}

/** Asks before a campaign is stopped. */
export function CancelDialog({ campaign, onClose }: CancelDialogProps) {
  const cancel = useCancelCampaign();
  const cancelled = useRef(false);
  const cleared = campaign.dry_run && campaign.over;

  async function confirm() {
    await cancel.mutateAsync(campaign.id);
    cancelled.current = true;
  }

  return (
    <ConfirmDialog
      title={t(cleared ? "clear-question" : "cancel-question")}
      confirmLabel={common(cleared ? "clear-dry-run" : "cancel-campaign")}
      closeLabel={t(cleared ? "clear-keep" : "keep-going")}
      onConfirm={confirm}
      onClose={() => onClose(cancelled.current)}
    >
      {wordsFor(campaign, cleared)}
    </ConfirmDialog>
  );
}

function wordsFor(campaign: Campaign, cleared: boolean): string {
  if (cleared) return t("clear-then");
  return t(campaign.status === "scheduled" ? "cancel-before" : "cancel-after");
}
