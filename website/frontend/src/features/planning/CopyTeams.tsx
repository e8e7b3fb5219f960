import { useId, useRef, useState } from "react";
import type { IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { copyText, viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import styles from "./CopyTeams.module.css";
import type { Draft, Person } from "./draft";
import { draftAsText } from "./words";

interface CopyTeamsProps {
  draft: Draft;
  people: ReadonlyMap<number, Person>;
  date: IsoDate;
  /** The name that leads the vote. */
  name: string | null;
}

/** The saved teams for pasting into a chat; shown to be copied by hand where the browser refuses. */
export function CopyTeams({ draft, people, date, name }: CopyTeamsProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const [byHand, setByHand] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const fieldId = useId();
  const text = draftAsText(draft, people, formatDate(date, "long", viewerLocale()), name);

  async function copy() {
    const done = await copyText(text);
    if (done) setCopied(text);
    else field.current?.select();
    setByHand(!done);
  }

  return (
    <>
      <Button onPress={copy}>Copy as text</Button>
      <span role="status" className={styles.copied}>
        {copied === text && "Copied."}
      </span>
      {byHand && (
        <div className={styles.byHand}>
          <label htmlFor={fieldId}>Copy the teams from here</label>
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
    </>
  );
}
