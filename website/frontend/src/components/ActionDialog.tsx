import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import styles from "./ActionDialog.module.css";
import { InLanguage } from "./InLanguage";

interface ActionDialogProps {
  title: string;
  /** One short line beside the title. */
  note: string | undefined;
  /** While it works it cannot be left. */
  working: boolean;
  onClose: () => void;
  /** The server's sentence where something went wrong. */
  problem: string | null;
  /** What confirming does, in a few sentences. */
  outcome: readonly string[];
  /** The buttons, the one that confirms last. */
  actions: ReactNode;
  children: ReactNode;
}

/** Everything about something that concerns many people, and below it, always in sight, what one button does. */
export function ActionDialog({
  title,
  note,
  working,
  onClose,
  problem,
  outcome,
  actions,
  children,
}: ActionDialogProps) {
  return (
    <InLanguage>
      <ModalOverlay
        isOpen
        isDismissable={!working}
        isKeyboardDismissDisabled={working}
        onOpenChange={(open) => !open && onClose()}
        className={styles.overlay}
      >
        <Modal className={styles.modal}>
          <Dialog className={styles.dialog}>
            <header className={styles.header}>
              <Heading slot="title" className={styles.title}>
                {title}
              </Heading>
              {note !== undefined && <p className={styles.quiet}>{note}</p>}
            </header>
            <div className={styles.body}>{children}</div>
            <footer className={styles.footer}>
              {problem !== null && (
                <p role="alert" className={styles.problem}>
                  {problem}
                </p>
              )}
              <div aria-live="polite" className={styles.outcome}>
                {problem === null && outcome.map((sentence) => <p key={sentence}>{sentence}</p>)}
              </div>
              <div className={styles.actions}>{actions}</div>
            </footer>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </InLanguage>
  );
}
