import { useEffect } from "react";

interface OpeningDialogProps {
  onClose: () => void;
}

/** Stands in for a dialog whose code is still on its way: Escape takes the opening back, as it closes the dialog itself. */
export function OpeningDialog({ onClose }: OpeningDialogProps) {
  useEffect(() => {
    // It listens until the dialog's own effects, which move the focus there: no press falls between the two.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  return null;
}
