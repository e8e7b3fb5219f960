import { t } from "words:planning";
import type { PlanningSession, PlanningState } from "@/api/types";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { isEmpty, peopleOf, savedDraft } from "./draft";
import styles from "./PlanningRoom.module.css";
import { TeamActions } from "./TeamActions";
import { TeamSheet } from "./TeamSheet";
import { draftAsText, winnersInWords } from "./words";

interface PastRoomProps {
  state: PlanningState;
  session: PlanningSession;
}

/** The room of a day that is over: what came of it. */
export function PastRoom({ state, session }: PastRoomProps) {
  const draft = savedDraft(session);
  const people = peopleOf(state);
  const name = winnersInWords(session.suggestions);
  const evening = formatDate(state.date, "long", viewerLocale());
  const text = draftAsText(draft, people, evening, name);
  return (
    <div className={styles.section}>
      {name !== null && <p>{t.rich("tonights-name", { name: <bdi>{name}</bdi> })}</p>}
      {isEmpty(draft) ? (
        <p className={styles.quiet}>{t("no-teams")}</p>
      ) : (
        <>
          <TeamSheet
            draft={draft}
            people={people}
            me={state.viewer.website_user_id}
            title={text.split("\n")[0] ?? ""}
            showsGone={false}
          />
          <TeamActions text={text} />
        </>
      )}
    </div>
  );
}
