import { type ComponentType, useEffect, useRef, useState } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { useAccess, useCommunity, useLiveStatus } from "@/api/queries";
import { PAGE_HEADING_ID } from "@/components/PageHeading";
import { SandboxBar } from "@/features/sandbox/SandboxBar";
import { viewerLocale } from "@/lib/browser";
import styles from "./App.module.css";
import { ChannelProblems } from "./ChannelProblems";
import { ConnectionLine } from "./ConnectionLine";
import { Header } from "./Header";
import { readLayoutHint, writeLayoutHint } from "./layoutHint";
import { AvailabilityPage } from "./pages/AvailabilityPage";
import { CampaignsPage } from "./pages/CampaignsPage";
import { OutboxPage } from "./pages/OutboxPage";
import { ProfilePage } from "./pages/ProfilePage";
import { type Route, useRoute } from "./router";
import { SignInProblem } from "./SignInProblem";
import { useLiveUpdates } from "./useLiveUpdates";
import { useMidnight } from "./useMidnight";
import { useViewerSwitch } from "./useViewerSwitch";
import { ViewerNotice } from "./ViewerNotice";

const PAGES: Record<Route, ComponentType> = {
  availability: AvailabilityPage,
  campaigns: CampaignsPage,
  profile: ProfilePage,
  outbox: OutboxPage,
};

function focusHeading() {
  document.getElementById(PAGE_HEADING_ID)?.focus();
}

export function App() {
  const asked = useRoute();
  const live = useLiveUpdates();
  useMidnight();
  useViewerSwitch();
  const communityQuery = useCommunity();
  const accessQuery = useAccess();
  const community = communityQuery.data;
  const access = accessQuery.data;
  const [hint] = useState(readLayoutHint);
  const sandbox = community?.sandbox ?? hint?.sandbox ?? false;
  const route = asked === "outbox" && !sandbox ? "availability" : asked;
  const Page = PAGES[route];
  const liveStatusQuery = useLiveStatus(route === "availability");

  useEffect(() => {
    if (!community || !access) return;
    writeLayoutHint({ sandbox: community.sandbox, linked: access.can_submit });
  }, [community, access]);

  const shownRoute = useRef(route);
  useEffect(() => {
    if (shownRoute.current === route) return;
    shownRoute.current = route;
    window.scrollTo(0, 0);
    focusHeading();
  }, [route]);

  // On the first visit nothing is known of the page's shape: better nothing for a moment than a jump.
  const shaping = [communityQuery, accessQuery, ...(route === "availability" ? [liveStatusQuery] : [])];
  if (hint === null && shaping.some(isFirstTry)) return null;

  return (
    <I18nProvider locale={viewerLocale()}>
      <Button className={styles.skip} onPress={focusHeading}>
        Skip to content
      </Button>
      {sandbox && <SandboxBar />}
      <Header route={route} sandbox={sandbox} />
      <ConnectionLine state={live} />
      <main className={styles.main}>
        <SignInProblem />
        <ViewerNotice />
        <ChannelProblems status={liveStatusQuery.data} />
        <Page />
      </main>
    </I18nProvider>
  );
}

function isFirstTry(query: { isPending: boolean; failureCount: number }): boolean {
  return query.isPending && query.failureCount === 0;
}
