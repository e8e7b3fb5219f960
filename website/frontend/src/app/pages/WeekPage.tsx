import { t } from "words:app";
import { lazy } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { NextStep } from "@/features/availability/NextStep";
import { readLayoutHint } from "../layoutHint";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const WeekPlace = lazy(async () => ({ default: (await import("./WeekPlace")).WeekPlace }));

/** Seven days with the viewer's answer in one tap, and weeks forward. */
export function WeekPage() {
  usePageTitle(t("week"));
  const community = useCommunity().data;
  const access = useAccess().data;
  const canSubmit = access?.can_submit ?? readLayoutHint()?.linked ?? false;
  return (
    <>
      <PageHeading title={t("week")} />
      {access && !access.can_submit && <NextStep access={access} signIn={<SignIn to="week" />} />}
      {community && (
        <Part what={t("part-week")}>
          <WeekPlace community={community} canSubmit={canSubmit} />
        </Part>
      )}
    </>
  );
}
