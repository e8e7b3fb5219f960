import { t } from "words:app";
import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const Campaigns = lazy(async () => ({
  default: (await import("@/features/promotions/Campaigns")).Campaigns,
}));

export function CampaignsPage() {
  usePageTitle(t("campaigns"));
  return (
    <>
      <PageHeading title={t("campaigns")}>{t("campaigns-note")}</PageHeading>
      <Part what={t("part-campaigns")}>
        <Campaigns signIn={<SignIn to="campaigns" />} />
      </Part>
    </>
  );
}
