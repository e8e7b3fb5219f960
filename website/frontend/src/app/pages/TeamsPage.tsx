import { t } from "words:app";
import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const PlanningPlace = lazy(async () => ({
  default: (await import("@/features/planning/PlanningPlace")).PlanningPlace,
}));

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
