import { t } from "words:planning";
import { useUserId } from "@/api/queries";
import type { IsoDate, PlanningSession } from "@/api/types";
import { usePlanning } from "./api/usePlanning";
import { isEmpty, myTeamOf, SIDES, savedDraft } from "./draft";
import styles from "./MyTeam.module.css";
import { myTeamInWords } from "./words";

/**
 * Of the saved teams of a date, the one thing that everybody wants to know: "You are on B, captain Kestrel".
 * Nothing where no teams are saved, or for who is not in them.
 */
export function MyTeam({ date, withNames = false }: { date: IsoDate | undefined; withNames?: boolean }) {
  const me = useUserId();
  const session = usePlanning(date).data?.session;
  if (!session || isEmpty(savedDraft(session))) return null;
  return <MyTeamLine session={session} me={me} withNames={withNames} />;
}

interface MyTeamLineProps {
  session: PlanningSession;
  me: number | null;
  /** Whether both sides stand below, a line each. */
  withNames?: boolean;
}

export function MyTeamLine({ session, me, withNames = false }: MyTeamLineProps) {
  const mine = myTeamOf(session, me);
  if (mine === null && !withNames) return null;
  return (
    <div className={styles.mine}>
      {mine && (
        <p data-side={mine.side} className={styles.line}>
          <span className={styles.words}>
            {myTeamInWords(mine, <strong className={styles.side}>{mine.side}</strong>)}
          </span>
        </p>
      )}
      {withNames &&
        SIDES.map((side) => (
          <p key={side} className={styles.names}>
            {t.rich("side-members", {
              side: (
                <strong data-side={side} className={styles.side}>
                  {side}
                </strong>
              ),
              names: session.teams[side].members.map((member) => member.display_name).join(", "),
            })}
          </p>
        ))}
    </div>
  );
}
