import { t } from "words:app";
import { type ComponentType, Suspense, useEffect, useState } from "react";
import { isLastKnown } from "@/api/lastKnown";
import { useAccess, useCommunity, useLiveStatus, useMe } from "@/api/queries";
import { optional } from "@/components/optional";
import { PAGE_HEADING_ID } from "@/components/PageHeading";
import { ReadySound } from "@/features/channels/ReadySound";
import { isOnline } from "@/lib/browser";
import { isFirstTry } from "@/lib/firstTry";
import styles from "./App.module.css";
import { ConnectionLine } from "./ConnectionLine";
import { Header } from "./Header";
import { readLayoutHint, writeLayoutHint } from "./layoutHint";
import { AvailabilityPage } from "./pages/AvailabilityPage";
import { NotificationsPage } from "./pages/NotificationsPage";
import { ProfilePage } from "./pages/ProfilePage";
import {
  AdminPage,
  CampaignsPage,
  HistoryPage,
  InvitePage,
  MembersPage,
  OutboxPage,
  TeamsPage,
} from "./pages/rarePages";
import { UnknownPage } from "./pages/UnknownPage";
import { WeekPage } from "./pages/WeekPage";
import { type Route, useRoute } from "./router";
import { SignInProblem } from "./SignInProblem";
import { useAccountLanguage } from "./useAccountLanguage";
import { useLiveUpdates } from "./useLiveUpdates";
import { useMidnight } from "./useMidnight";
import { useReadiness } from "./useReadiness";
import { useScrollMemory } from "./useScrollMemory";
import { useViewerSwitch } from "./useViewerSwitch";
import { ViewerNotice } from "./ViewerNotice";

// Hardly anybody ever sees one of these.
const ChannelProblems = optional(async () => (await import("./ChannelProblems")).ChannelProblems);
const ErasureNotice = optional(async () => (await import("@/features/personalData/parts")).ErasureNotice);
// A community that plays never needs it.
const SandboxBar = optional(async () => (await import("@/features/sandbox/SandboxBar")).SandboxBar);

const PAGES: Record<Route, ComponentType> = {
  availability: AvailabilityPage,
  week: WeekPage,
  planning: TeamsPage,
  history: HistoryPage,
  campaigns: CampaignsPage,
  notifications: NotificationsPage,
  profile: ProfilePage,
  outbox: OutboxPage,
  admin: AdminPage,
  members: MembersPage,
  invite: InvitePage,
  unknown: UnknownPage,
};

function focusHeading() {
  document.getElementById(PAGE_HEADING_ID)?.focus();
}

let placeBefore: Route | null = null;

/** Whoever comes to another place hears its heading; where one was before, the scroll is kept. */
function arriveAt(place: Route, again: boolean) {
  const same = placeBefore === null || placeBefore === place;
  placeBefore = place;
  if (!same) document.getElementById(PAGE_HEADING_ID)?.focus({ preventScroll: again });
}

export function App() {
  const asked = useRoute();
  const live = useLiveUpdates();
  const me = useMe(useAccess().data?.authenticated === true).data;
  const erasesAt = me?.erases_at;
  useMidnight();
  const readiness = useReadiness();
  // After what asks for the viewer's data, which is to know that there is another viewer before anything is read anew.
  useViewerSwitch();
  const communityQuery = useCommunity();
  const accessQuery = useAccess();
  const community = communityQuery.data;
  useAccountLanguage(me, community?.language);
  const access = accessQuery.data;
  const [hint] = useState(readLayoutHint);
  const cutOff = live === "reconnecting" || live === "polling";
  // A browser may believe in a network that leads nowhere.
  const behind = cutOff && (!isOnline() || isLastKnown(communityQuery.dataUpdatedAt));
  const sandbox = community?.sandbox ?? hint?.sandbox ?? false;
  const route = asked === "outbox" && !sandbox ? "unknown" : asked;
  const Page = PAGES[route];
  const liveStatusQuery = useLiveStatus(route === "availability");
  const problems = liveStatusQuery.data?.problems;

  useEffect(() => {
    if (!community || !access) return;
    writeLayoutHint({ sandbox: community.sandbox, linked: access.can_submit });
  }, [community, access]);

  useScrollMemory((again) => arriveAt(route, again));

  // On the first visit nothing is known of the page's shape: better nothing for a moment than a jump.
  const shaping = [communityQuery, accessQuery, ...(route === "availability" ? [liveStatusQuery] : [])];
  if (hint === null && shaping.some(isFirstTry)) return null;

  return (
    <>
      <button type="button" className={styles.skip} onClick={focusHeading}>
        {t("skip")}
      </button>
      {sandbox && (
        <Suspense fallback={<div className={styles.sandbox} />}>
          <SandboxBar />
        </Suspense>
      )}
      <Header route={route} sandbox={sandbox} live={live} unlocked={readiness?.ready === true} />
      <ConnectionLine state={live} />
      <main className={behind ? styles.lastKnown : styles.main}>
        <SignInProblem />
        <ViewerNotice />
        <Suspense>
          {erasesAt && <ErasureNotice erasesAt={erasesAt} />}
          {problems && <ChannelProblems problems={problems} />}
        </Suspense>
        <Page />
      </main>
      {access?.can_submit && <ReadySound readiness={readiness} />}
    </>
  );
}
