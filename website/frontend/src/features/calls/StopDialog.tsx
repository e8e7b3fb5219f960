import { t } from "words:calls";
import { useRef } from "react";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useStopCall } from "./api/useStopCall";

interface StopDialogProps {
  /** There is none yet: the one that would start by itself is kept from it. */
  hold: boolean;
  onClose: (stopped: boolean) => void;
}

/** Asks before a call is stopped, or held. */
export function StopDialog({ hold, onClose }: StopDialogProps) {
  const stop = useStopCall();
  const stopped = useRef(false);

  async function confirm() {
    await stop.mutateAsync();
    stopped.current = true;
  }

  return (
    <ConfirmDialog
      title={t(hold ? "hold-question" : "stop-question")}
      confirmLabel={t(hold ? "hold-call" : "stop-call")}
      closeLabel={t(hold ? "hold-keep" : "stop-keep")}
      onConfirm={confirm}
      onClose={() => onClose(stopped.current)}
    >
      {t(hold ? "hold-means" : "stop-means")}
    </ConfirmDialog>
  );
}
