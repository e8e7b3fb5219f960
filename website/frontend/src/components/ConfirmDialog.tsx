import { t } from "words:app";
import { type ReactNode, useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { sentenceOf } from "@/api/errors";
import { Button } from "./Button";
import styles from "./ConfirmDialog.module.css";
import { InLanguage } from "./InLanguage";

interface ConfirmDialogProps {
  title: string;
  confirmLabel: string;
  /** On the button that leaves everything as it is. */
  closeLabel?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  /** What will happen, in one or two sentences. */
  children: ReactNode;
}

/** Asks before something that is hard to take back. Stays open with the server's sentence when it fails. */
export function ConfirmDialog({
  title,
  confirmLabel,
  closeLabel = t("cancel"),
  onConfirm,
  onClose,
  children,
}: ConfirmDialogProps) {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function confirm() {
    setWorking(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setWorking(false);
    }
  }

  return (
    <InLanguage>
      <ModalOverlay
        isOpen
        isDismissable={!working}
        onOpenChange={(open) => !open && onClose()}
        className={styles.overlay}
      >
        <Modal className={styles.modal}>
          <Dialog role="alertdialog" className={styles.dialog}>
            <Heading slot="title" className={styles.title}>
              {title}
            </Heading>
            <p>{children}</p>
            {problem !== null && (
              <p role="alert" className={styles.problem}>
                {problem}
              </p>
            )}
            <div className={styles.actions}>
              <Button onPress={onClose} isDisabled={working} autoFocus>
                {closeLabel}
              </Button>
              <Button look="danger" onPress={confirm} isDisabled={working}>
                {working ? "Working…" : confirmLabel}
              </Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </InLanguage>
  );
}
