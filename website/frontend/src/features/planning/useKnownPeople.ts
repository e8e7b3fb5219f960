import { useMemo, useRef } from "react";
import type { PlanningState } from "@/api/types";
import { type Person, peopleOf } from "./draft";

/** Everybody of the room by user id, with those who left it while the page was open: a draft may hold them. */
export function useKnownPeople(state: PlanningState): ReadonlyMap<number, Person> {
  const known = useRef<ReadonlyMap<number, Person>>(new Map());
  return useMemo(() => {
    const people = peopleOf(state);
    for (const [userId, person] of known.current) {
      if (!people.has(userId)) people.set(userId, { ...person, status: null });
    }
    known.current = people;
    return people;
  }, [state]);
}
