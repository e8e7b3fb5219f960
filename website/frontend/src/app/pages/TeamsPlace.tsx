import { PlanningPlace } from "@/features/planning/PlanningPlace";
import { SignIn } from "../SignIn";

/** The room, with the way in for whoever is signed out. */
export function TeamsPlace() {
  return <PlanningPlace signIn={<SignIn to="planning" />} />;
}
