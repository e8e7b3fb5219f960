import { t } from "words:app";
import { type ComponentType, lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

/** A place of which the first load has the heading alone. */
function rarePage(title: string, load: () => Promise<ComponentType>, note?: string) {
  const Content = lazy(async () => ({ default: await load() }));
  return function RarePage() {
    usePageTitle(title);
    return (
      <>
        <PageHeading title={title}>{note}</PageHeading>
        <Part what={title}>
          <Content />
        </Part>
      </>
    );
  };
}

/** Tonight's planning room. */
export const TeamsPage = rarePage(t("teams"), async () => (await import("./TeamsPlace")).TeamsPlace);

/** What past evenings were like: numbers for everybody, names for few. */
export const HistoryPage = rarePage(t("history"), async () => (await import("./HistoryPlace")).HistoryPlace);

/** What admins keep in order. */
export const AdminPage = rarePage(t("admin"), async () => (await import("./AdminPlace")).AdminPlace);

/** What promoters asked, and who came. */
export const CampaignsPage = rarePage(
  t("campaigns"),
  async () => (await import("./CampaignsPlace")).CampaignsPlace,
  t("campaigns-note"),
);

/** Who could be asked at all, for promoters and admins. */
export const MembersPage = rarePage(t("members"), async () => (await import("./MembersPlace")).MembersPlace);

/** Where an invite link leads. */
export const InvitePage = rarePage(t("invite"), async () => (await import("./InvitePlace")).InvitePlace);

/** What the sandbox would have sent. */
export const OutboxPage = rarePage(
  t("outbox"),
  async () => (await import("@/features/sandbox/Outbox")).Outbox,
  t("outbox-note"),
);
