import { t } from "words:app";
import { type ComponentType, lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import type { PlainId } from "@/lib/words";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

type Message = PlainId<typeof t>;

/** A place of which the first load has the heading alone. */
function rarePage(name: Message, load: () => Promise<ComponentType>, note?: Message) {
  const Content = lazy(async () => ({ default: await load() }));
  return function RarePage() {
    const title = t(name);
    usePageTitle(title);
    return (
      <>
        <PageHeading title={title}>{note && t(note)}</PageHeading>
        <Part what={title}>
          <Content />
        </Part>
      </>
    );
  };
}

/** Tonight's planning room. */
export const TeamsPage = rarePage("teams", async () => (await import("./TeamsPlace")).TeamsPlace);

/** What past evenings were like: numbers for everybody, names for few. */
export const HistoryPage = rarePage("history", async () => (await import("./HistoryPlace")).HistoryPlace);

/** What admins keep in order. */
export const AdminPage = rarePage("admin", async () => (await import("./AdminPlace")).AdminPlace);

/** What promoters asked, and who came. */
export const CampaignsPage = rarePage(
  "campaigns",
  async () => (await import("./CampaignsPlace")).CampaignsPlace,
  "campaigns-note",
);

/** Who could be asked at all, for promoters and admins. */
export const MembersPage = rarePage("members", async () => (await import("./MembersPlace")).MembersPlace);

/** Where an invite link leads. */
export const InvitePage = rarePage("invite", async () => (await import("./InvitePlace")).InvitePlace);

/** What the sandbox would have sent. */
export const OutboxPage = rarePage(
  "outbox",
  async () => (await import("@/features/sandbox/Outbox")).Outbox,
  "outbox-note",
);
