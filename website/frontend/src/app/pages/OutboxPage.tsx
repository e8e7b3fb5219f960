import { t } from "words:app";
import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

const Outbox = lazy(async () => ({ default: (await import("@/features/sandbox/Outbox")).Outbox }));

export function OutboxPage() {
  usePageTitle(t("outbox"));
  return (
    <>
      <PageHeading title={t("outbox")}>{t("outbox-note")}</PageHeading>
      <Part what={t("part-outbox")}>
        <Outbox />
      </Part>
    </>
  );
}
