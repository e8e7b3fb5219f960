import { t } from "words:acts";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { Act } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { withoutColourCodes } from "@/lib/names";
import { sayableZone } from "@/lib/zones";
import styles from "./Acts.module.css";
import { useActs, useUndo } from "./api/useActs";
import { whatWasDone } from "./words";

/** For admins: what they and the others did, and taking it back. */
export function Acts() {
  const acts = useActs();
  const pages = acts.data?.pages;
  const listed = pages?.flatMap((page) => page.acts);
  return (
    <Card heading={t("acts")} busy={acts.isPending}>
      <p className={styles.quiet}>{t("acts-note")}</p>
      {listed ? (
        <>
          {listed.length === 0 && <p>{t("none")}</p>}
          <ul className={styles.list}>
            {listed.map((act) => (
              <OneAct key={act.id} act={act} />
            ))}
          </ul>
        </>
      ) : acts.error === null ? (
        <p className={styles.waiting}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.waiting}>
          <p role="alert" className={styles.problem}>
            {t("not-loaded", { reason: sentenceOf(acts.error) })}
          </p>
          <Button onPress={() => void acts.refetch()}>{t("try-again")}</Button>
        </div>
      )}
      {acts.hasNextPage && (
        <div>
          {acts.isFetchNextPageError && (
            <p role="alert" className={styles.problem}>
              {sentenceOf(acts.error)}
            </p>
          )}
          <Button isDisabled={acts.isFetchingNextPage} onPress={() => void acts.fetchNextPage()}>
            {t("earlier")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function OneAct({ act }: { act: Act }) {
  const zone = useViewerZone();
  const undo = useUndo();
  const when = dateFormat(viewerLocale(), {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: sayableZone(zone),
  }).format(Date.parse(act.done_at));
  const actor = act.by_operator
    ? t("operator")
    : act.actor_name === null
      ? t("somebody")
      : withoutColourCodes(act.actor_name);
  const what = whatWasDone(act);
  return (
    <li className={styles.act}>
      <div className={styles.what}>
        <span className={styles.sentence}>
          {t.rich("act", {
            who: <b>{actor}</b>,
            what: act.undoes === null ? what : t("took-back", { what }),
          })}
        </span>
        <span className={styles.quiet}>{when}</span>
      </div>
      {act.undone_by !== null ? (
        <span className={styles.quiet}>{t("undone")}</span>
      ) : (
        act.can_undo && (
          <Button
            isDisabled={undo.isPending}
            aria-label={t("undo-named", { what })}
            onPress={() => undo.mutate(act.id)}
          >
            {t("undo")}
          </Button>
        )
      )}
      <SaveProblem error={undo.isError ? undo.error : null} />
    </li>
  );
}
