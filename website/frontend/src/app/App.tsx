import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { useAccess, useCommunity, useLiveStatus } from "@/api/queries";
import type { Readiness } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { LinkButton } from "@/components/Button";
import { PAGE_HEADING_ID, PageHeading } from "@/components/PageHeading";
import { AvailabilityPage } from "@/features/availability/AvailabilityPage";
import { WhoIsThere } from "@/features/liveStatus/WhoIsThere";
import { PlanningPanel } from "@/features/planning/PlanningPanel";
import { CampaignPanel } from "@/features/promotions/CampaignPanel";
import { SandboxBar } from "@/features/sandbox/SandboxBar";
import { SandboxSignIn } from "@/features/sandbox/SandboxSignIn";
import { viewerLocale } from "@/lib/browser";
import { type CampaignShape, type PresenceShape, readLayoutHint, writeLayoutHint } from "@/lib/layoutHint";
import styles from "./App.module.css";
import { ChannelProblems } from "./ChannelProblems";
import { ConnectionLine } from "./ConnectionLine";
import { Header } from "./Header";
import { type Route, useAsksForPlanning, useRoute } from "./router";
import { SignInProblem } from "./SignInProblem";
import { useLiveUpdates } from "./useLiveUpdates";
import { useMidnight } from "./useMidnight";
import { useViewerSwitch } from "./useViewerSwitch";
import { ViewerNotice } from "./ViewerNotice";

const ProfilePage = lazy(async () => ({
  default: (await import("@/features/identity/ProfilePage")).ProfilePage,
}));

const CampaignsPage = lazy(async () => ({
  default: (await import("@/features/promotions/CampaignsPage")).CampaignsPage,
}));

const Notifications = lazy(async () => ({
  default: (await import("@/features/channels/Notifications")).Notifications,
}));

const OutboxPage = lazy(async () => ({
  default: (await import("@/features/sandbox/OutboxPage")).OutboxPage,
}));

const TITLES: Record<Route, string> = {
  availability: "Availability",
  campaigns: "Campaigns",
  profile: "Profile",
  outbox: "Outbox",
};

function focusHeading() {
  document.getElementById(PAGE_HEADING_ID)?.focus();
}

export function App() {
  const asked = useRoute();
  const asksForPlanning = useAsksForPlanning();
  const live = useLiveUpdates();
  useMidnight();
  useViewerSwitch();
  const communityQuery = useCommunity();
  const accessQuery = useAccess();
  const community = communityQuery.data;
  const access = accessQuery.data;
  const [hint] = useState(readLayoutHint);
  const [readiness, setReadiness] = useState<Readiness | null>(null);
  const [campaignShape, setCampaignShape] = useState<CampaignShape | null>(null);
  const [presenceShape, setPresenceShape] = useState<PresenceShape | null>(null);
  const ready = readiness?.ready === true;
  const name = community?.name ?? "Muster";
  const sandbox = community?.sandbox ?? hint?.sandbox ?? false;
  const route = asked === "outbox" && !sandbox ? "availability" : asked;
  const liveStatusQuery = useLiveStatus(route === "availability");

  useEffect(() => {
    document.title = `${ready ? "Ready" : TITLES[route]} · ${name}`;
  }, [ready, route, name]);

  useEffect(() => {
    if (!community || !access) return;
    const midnight = Date.parse(community.next_midnight) - community.clockOffset;
    const before = readLayoutHint();
    const known = campaignShape === null ? (before?.campaignUntil ?? 0) : 0;
    const presence = presenceShape ?? before;
    writeLayoutHint({
      sandbox: community.sandbox,
      linked: access.can_submit,
      promoter: access.can_promote,
      campaignUntil: campaignShape === "timeline" ? midnight : known,
      voiceNames: presence?.voiceNames ?? null,
      serverNames: presence?.serverNames ?? null,
    });
  }, [community, access, campaignShape, presenceShape]);

  const shownRoute = useRef(route);
  useEffect(() => {
    if (shownRoute.current === route) return;
    shownRoute.current = route;
    window.scrollTo(0, 0);
    focusHeading();
  }, [route]);

  const signIn = <SignIn sandbox={sandbox} available={community?.sign_in_available ?? true} route={route} />;

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
        {route === "campaigns" && (
          <>
            <PageHeading title="Campaigns">Who was asked, and who came</PageHeading>
            <Part what="The list of campaigns">
              <CampaignsPage signIn={signIn} />
            </Part>
          </>
        )}
        {route === "profile" && (
          <>
            <PageHeading title="Profile" />
            <Part what="The profile">
              <ProfilePage signIn={signIn} />
            </Part>
          </>
        )}
        {route === "outbox" && (
          <>
            <PageHeading title="Outbox">What the sandbox would have sent</PageHeading>
            <Part what="The outbox">
              <OutboxPage />
            </Part>
          </>
        )}
        {route === "availability" && (
          <>
            <AvailabilityPage
              signIn={signIn}
              whoIsThere={
                <Boundary what="Who is there now">
                  <WhoIsThere
                    status={liveStatusQuery.data}
                    loading={!liveStatusQuery.isError}
                    onShape={setPresenceShape}
                  />
                </Boundary>
              }
              campaign={
                <Boundary what="The campaign">
                  <CampaignPanel onShape={setCampaignShape} />
                </Boundary>
              }
              planning={
                <Boundary what="The planning room">
                  <PlanningPanel asked={asksForPlanning} />
                </Boundary>
              }
              onReadiness={setReadiness}
            />
            {community && access?.can_submit && access.website_user_id != null && (
              <Part what="“My notifications”">
                <Notifications key={access.website_user_id} community={community} readiness={readiness} />
              </Part>
            )}
          </>
        )}
      </main>
    </I18nProvider>
  );
}

/** A part of the page whose code is loaded when it is first shown; an old page may not find it any more. */
function Part({ what, children }: { what: string; children: ReactNode }) {
  return (
    <Boundary what={what}>
      <Suspense>{children}</Suspense>
    </Boundary>
  );
}

function isFirstTry(query: { isPending: boolean; failureCount: number }): boolean {
  return query.isPending && query.failureCount === 0;
}

interface SignInProps {
  sandbox: boolean;
  available: boolean;
  route: Route;
}

function SignIn({ sandbox, available, route }: SignInProps) {
  if (sandbox) return <SandboxSignIn />;
  if (!available) return <p className={styles.unavailable}>Signing in is not set up on this site yet.</p>;
  return (
    <LinkButton look="primary" href={`/auth/login?next=${encodeURIComponent(`#/${route}`)}`}>
      Sign in with Discord
    </LinkButton>
  );
}
