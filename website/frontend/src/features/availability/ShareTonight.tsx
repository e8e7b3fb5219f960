import { t } from "words:share";
import { useId, useRef, useState } from "react";
import type { CommunityNow } from "@/api/queries";
import type { Day } from "@/api/types";
import { Button } from "@/components/Button";
import { canShare, copyText, share } from "@/lib/browser";
import styles from "./ShareTonight.module.css";

interface ShareTonightProps {
  community: CommunityNow;
  day: Day;
}

/**
 * Tonight's link for other apps, by the phone's own sheet, which shows how it stands wherever it is pasted. Without a
 * sheet it is copied; where the browser refuses that, too, it is shown to be copied by hand.
 */
export function ShareTonight({ community, day }: ShareTonightProps) {
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const fieldId = useId();
  const url = `${window.location.origin}/t/${day.date}`;

  async function copy() {
    const done = await copyText(url);
    setCopied(done);
    setByHand(!done);
    if (!done) field.current?.select();
  }

  async function hand() {
    const what = { title: community.name, text: headline(community, day), url };
    if (!canShare() || !(await share(what))) await copy();
  }

  return (
    <>
      <Button look="quiet" onPress={hand}>
        {t("share-tonight")}
      </Button>
      <span role="status" className={styles.copied}>
        {copied && t("copied")}
      </span>
      {byHand && (
        <div className={styles.byHand}>
          <label htmlFor={fieldId}>{t("copy-by-hand")}</label>
          <input
            id={fieldId}
            ref={(element) => {
              if (field.current === null) element?.select();
              field.current = element;
            }}
            readOnly
            value={url}
            className={styles.field}
          />
        </div>
      )}
    </>
  );
}

/** "4 of 6 tonight, 21:00", as the link's picture says it. */
function headline({ session, threshold, start_time: time }: CommunityNow, { counts }: Day): string {
  const looking = counts.LOOKING;
  const tonight = { when: "tonight", day: "" };
  if (!session) return t("headline-no-session", tonight);
  if (looking > threshold) return t("headline-more", { ...tonight, time, looking });
  return t("headline-seats", { ...tonight, time, looking, needed: threshold });
}
