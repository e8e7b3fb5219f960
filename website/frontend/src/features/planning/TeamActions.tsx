import { t } from "words:planning";
import { useId, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { canShare, copyText, share } from "@/lib/browser";
import { CopyIcon, PrintIcon, ShareIcon } from "./icons";
import styles from "./TeamActions.module.css";

/** The saved teams for a chat, for other apps and for paper; shown to be copied by hand where the browser refuses. */
export function TeamActions({ text }: { text: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  const [byHand, setByHand] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const fieldId = useId();

  async function copy() {
    const done = await copyText(text);
    if (done) setCopied(text);
    else field.current?.select();
    setByHand(!done);
  }

  async function hand() {
    if (!(await share({ text }))) await copy();
  }

  return (
    <div className={styles.actions}>
      <Button look="quiet" onPress={copy}>
        <CopyIcon />
        {t("copy")}
      </Button>
      {canShare() && (
        <Button look="quiet" onPress={hand}>
          <ShareIcon />
          {t("share")}
        </Button>
      )}
      <Button look="quiet" onPress={() => window.print()}>
        <PrintIcon />
        {t("print")}
      </Button>
      <span role="status" className={styles.copied}>
        {copied === text && t("copied")}
      </span>
      {byHand && (
        <div className={styles.byHand}>
          <label htmlFor={fieldId}>{t("copy-by-hand")}</label>
          <textarea
            id={fieldId}
            ref={(element) => {
              if (field.current === null) element?.select();
              field.current = element;
            }}
            readOnly
            dir="auto"
            rows={4}
            value={text}
            className={styles.field}
          />
        </div>
      )}
    </div>
  );
}
