import { t } from "words:away";
import type { IsoDate } from "@/api/types";
import { announce } from "@/components/announce";
import { Button } from "@/components/Button";
import { PAGE_HEADING_ID } from "@/components/PageHeading";
import { SaveProblem } from "@/components/SaveProblem";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import styles from "./AwayLine.module.css";
import { useSayAway } from "./api/useSayAway";

/** That one is away, where one looks at tonight; one press ends it. */
export function AwayLine({ until }: { until: IsoDate }) {
  const say = useSayAway();

  function comeBack() {
    // The button is gone once it is pressed.
    document.getElementById(PAGE_HEADING_ID)?.focus();
    say.mutate(null, { onSuccess: () => announce(t("you-are-back")) });
  }

  if (say.isPending) return null;
  return (
    <>
      <p className={styles.line}>
        {t("you-are-away", { date: formatDate(until, "short", viewerLocale()) })}
        <Button look="quiet" onPress={comeBack}>
          {t("i-am-back")}
        </Button>
      </p>
      <SaveProblem error={say.error} />
    </>
  );
}
