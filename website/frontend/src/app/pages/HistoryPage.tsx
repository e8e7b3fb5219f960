import { t } from "words:app";
import { lazy } from "react";
import { useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

const HistoryPlace = lazy(async () => ({ default: (await import("./HistoryPlace")).HistoryPlace }));

/** What past evenings were like: numbers for everybody, names for few. */
export function HistoryPage() {
  usePageTitle(t("history"));
  const today = useCommunity().data?.today;
  return (
    <>
      <PageHeading title={t("history")} />
      {today !== undefined && (
        <Part what={t("part-history")}>
          <HistoryPlace today={today} />
        </Part>
      )}
    </>
  );
}
