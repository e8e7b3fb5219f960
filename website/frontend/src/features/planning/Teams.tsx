import { useEffect, useRef, useState } from "react";
import type { PlanningSession, PlanningState } from "@/api/types";
import { CopyTeams } from "./CopyTeams";
import { isEmpty, savedDraft } from "./draft";
import room from "./PlanningRoom.module.css";
import { SavedTeams } from "./SavedTeams";
import { useKnownPeople } from "./useKnownPeople";
import { leadingName } from "./words";

interface TeamsProps {
  state: PlanningState;
  session: PlanningSession;
}

/** The saved teams, for those who may not change them; says when others do. */
export function Teams({ state, session }: TeamsProps) {
  const people = useKnownPeople(state);
  const draft = savedDraft(session);
  const seen = useRef(session.draft_version);
  const [said, say] = useState("");

  useEffect(() => {
    if (seen.current !== session.draft_version) say("Teams were saved just now.");
    seen.current = session.draft_version;
  }, [session.draft_version]);

  return (
    <section className={room.section} aria-label="Teams">
      <h3 className={room.heading}>Teams</h3>
      <SavedTeams draft={draft} people={people} showsGone />
      <p role="status" className={room.status}>
        {said}
      </p>
      {!isEmpty(draft) && (
        <div className={room.actions}>
          <CopyTeams
            draft={draft}
            people={people}
            date={session.session_date}
            name={leadingName(session.suggestions)?.name ?? null}
          />
        </div>
      )}
      <p className={room.quiet}>
        <bdi>{session.created_by_name}</bdi>, a promoter or an admin can change them.
      </p>
    </section>
  );
}
