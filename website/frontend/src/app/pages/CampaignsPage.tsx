import { t } from "words:app";
import { lazy } from "react";
import { useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { useDaysAhead } from "@/features/availability/api/useDaysAhead";
import { CallLine } from "@/features/calls/CallLine";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { useBegun } from "../useBegun";
import { usePageTitle } from "../usePageTitle";

const Campaigns = lazy(async () => ({
  default: (await import("@/features/promotions/Campaigns")).Campaigns,
}));

const Rules = lazy(async () => ({ default: (await import("@/features/evenings/Rules")).Rules }));

export function CampaignsPage() {
  usePageTitle(t("campaigns"));
  return (
    <>
      <PageHeading title={t("campaigns")}>{t("campaigns-note")}</PageHeading>
      <Part what={t("part-campaigns")}>
        <Campaigns signIn={<SignIn to="campaigns" />} call={<TonightsCall />} />
      </Part>
      <Part what={t("part-weekdays")}>
        <Rules />
      </Part>
    </>
  );
}

/** Beside tonight's campaign, which comes first here. */
function TonightsCall() {
  const community = useCommunity().data;
  const day = useDaysAhead(community?.today).data?.days.find(({ date }) => date === community?.today);
  const begun = useBegun(community);
  if (!community) return null;
  return (
    <CallLine day={day} threshold={community.threshold} begun={begun || !community.session} quiet inCard />
  );
}
