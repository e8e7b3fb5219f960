import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const Campaigns = lazy(async () => ({
  default: (await import("@/features/promotions/Campaigns")).Campaigns,
}));

export function CampaignsPage() {
  usePageTitle("Campaigns");
  return (
    <>
      <PageHeading title="Campaigns">Who was asked, and who came</PageHeading>
      <Part what="The list of campaigns">
        <Campaigns signIn={<SignIn to="campaigns" />} />
      </Part>
    </>
  );
}
