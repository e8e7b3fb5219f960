import { t } from "words:campaigns";
import { lazy } from "react";
import { useCommunity } from "@/api/queries";
import { useDaysAhead } from "@/features/availability/api/useDaysAhead";
import { CallLine } from "@/features/calls/CallLine";
import { Campaigns } from "@/features/promotions/Campaigns";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { useBegun } from "../useBegun";

const Rules = lazy(async () => ({ default: (await import("@/features/evenings/Rules")).Rules }));

/** What promoters asked, and when people meet at all. */
export function CampaignsPlace() {
  return (
    <>
      <Campaigns signIn={<SignIn to="campaigns" />} call={<TonightsCall />} />
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
