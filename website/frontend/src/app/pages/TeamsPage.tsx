import { t } from "words:app";
import { PageHeading } from "@/components/PageHeading";
import { PlanningPlace } from "@/features/planning/PlanningPlace";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

/** Tonight's planning room. */
export function TeamsPage() {
  usePageTitle(t("teams"));
  return (
    <>
      <PageHeading title={t("teams")} />
      <Part what={t("part-teams")}>
        <PlanningPlace signIn={<SignIn to="planning" />} />
      </Part>
    </>
  );
}
