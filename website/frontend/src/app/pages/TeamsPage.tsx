import { t } from "words:app";
import { PageHeading } from "@/components/PageHeading";
import { PlanningPanel } from "@/features/planning/PlanningPanel";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

/** Tonight's planning room. */
export function TeamsPage() {
  usePageTitle(t("teams"));
  return (
    <>
      <PageHeading title={t("teams")} />
      <Part what={t("part-teams")}>
        <PlanningPanel asked={false} />
      </Part>
    </>
  );
}
