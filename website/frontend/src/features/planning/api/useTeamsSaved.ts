import type { IsoDate } from "@/api/types";
import { usePlanning } from "./usePlanning";

/** Whether there are saved teams of a date, which `MyTeam` can speak of. */
export function useTeamsSaved(date: IsoDate | undefined): boolean {
  const teams = usePlanning(date).data?.session?.teams;
  return teams !== undefined && teams.A.members.length + teams.B.members.length > 0;
}
