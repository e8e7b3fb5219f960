import { t } from "words:app";
import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

const AdminPlace = lazy(async () => ({ default: (await import("./AdminPlace")).AdminPlace }));

export function AdminPage() {
  usePageTitle(t("admin"));
  return (
    <>
      <PageHeading title={t("admin")} />
      <Part what={t("admin")}>
        <AdminPlace />
      </Part>
    </>
  );
}
