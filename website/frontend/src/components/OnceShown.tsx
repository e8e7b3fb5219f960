import { useEffect, useId, useRef, useState } from "react";
import { copyText } from "@/lib/browser";
import { Button } from "./Button";
import styles from "./OnceShown.module.css";

interface OnceShownProps {
  /** That it is shown this once. */
  said: string;
  label: string;
  value: string;
  copyLabel: string;
  copiedLabel: string;
  doneLabel: string;
  onDone: () => void;
}

/** A secret that was just made and is nowhere else: to be copied, and put away. */
export function OnceShown({ said, label, value, copyLabel, copiedLabel, doneLabel, onDone }: OnceShownProps) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  // The button that made it is gone; the secret is what comes next.
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  async function copy() {
    field.current?.select();
    setCopied(await copyText(value));
  }

  return (
    <div className={styles.once}>
      <p role="status">{said}</p>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        readOnly
        value={value}
        autoComplete="off"
        spellCheck={false}
        className={styles.value}
      />
      <div className={styles.actions}>
        <Button look="primary" onPress={() => void copy()}>
          {copied ? copiedLabel : copyLabel}
        </Button>
        <Button look="quiet" onPress={onDone}>
          {doneLabel}
        </Button>
      </div>
    </div>
  );
}
