import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess, useCommunity } from "@/api/queries";
import type { Access, Campaign } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { useCampaign } from "./api/useCampaign";
import styles from "./CampaignPanel.module.css";
import { expectedShape, type PanelShape, readPanelHint, writePanelHint } from "./panelHint";
import { Timeline } from "./Timeline";
import { askedInWords, channelsInWords, isOver, people, stands, statusInWords } from "./words";

const loadPromote = () => import("./PromoteDialog");
const PromoteDialog = lazy(async () => ({ default: (await loadPromote()).PromoteDialog }));
const CancelDialog = lazy(async () => ({ default: (await import("./CancelDialog")).CancelDialog }));

/** Tonight's campaign for everybody signed in, and for promoters the way to start one. */
export function CampaignPanel() {
  const access = useAccess().data;
  const community = useCommunity().data;
  const query = useCampaign(community?.today, access?.authenticated === true);
  const [hint] = useState(readPanelHint);
  const [expected] = useState(() => expectedShape(hint, Date.now()));
  const [dialog, setDialog] = useState<"promote" | "cancel" | null>(null);
  const landing = useRef<HTMLParagraphElement>(null);
  const changed = useRef(false);
  const promoter = access ? access.can_promote : hint.promoter;
  const campaign = query.data;
  const known = access !== undefined && (!access.authenticated || campaign !== undefined);
  const shape = known ? shapeOf(promoter, campaign) : null;

  useEffect(() => {
    if (shape === null || !community) return;
    const midnight = Date.parse(community.next_midnight) - community.clockOffset;
    writePanelHint({ promoter, until: shape === "timeline" ? midnight : 0 });
  }, [shape, promoter, community]);

  useEffect(() => {
    // A click then opens the dialog at once; where this fails, the click tries again.
    if (promoter) loadPromote().catch(() => undefined);
  }, [promoter]);

  // What was pressed is gone afterwards; the focus goes to what came of it, once the dialog lets go of it.
  useEffect(() => {
    if (dialog !== null || !changed.current) return;
    changed.current = false;
    landing.current?.focus();
  }, [dialog]);

  function close(hasChanged: boolean) {
    changed.current = hasChanged;
    setDialog(null);
  }

  return (
    <>
      {shape === null ? (
        <Loading timeline={expected === "timeline"} query={query} promoter={promoter} />
      ) : (
        shape !== "none" && (
          <Card
            heading="Campaign"
            aside={campaign ? <Status campaign={campaign} /> : undefined}
            className={styles.panel}
          >
            <p ref={landing} tabIndex={-1} className={styles.summary}>
              {campaign ? <Summary campaign={campaign} /> : "Nobody has been asked about tonight yet."}
            </p>
            {campaign && <Timeline campaign={campaign} detailed={promoter} />}
            <Actions access={access} campaign={campaign} onPress={setDialog} />
          </Card>
        )
      )}
      <Suspense>
        {dialog === "promote" && <PromoteDialog onClose={close} />}
        {dialog === "cancel" && campaign && <CancelDialog campaign={campaign} onClose={close} />}
      </Suspense>
    </>
  );
}

function shapeOf(promoter: boolean, campaign: Campaign | null | undefined): PanelShape {
  if (campaign) return "timeline";
  return promoter ? "promote" : "none";
}

interface LoadingProps {
  /** Whether there probably is a campaign. */
  timeline: boolean;
  query: { isError: boolean; error: unknown; refetch: () => unknown };
  promoter: boolean;
}

function Loading({ timeline, query, promoter }: LoadingProps) {
  if (!promoter && (!timeline || query.isError)) return null;
  return (
    <Card
      heading="Campaign"
      busy={!query.isError}
      aside={
        timeline && (
          <span className={styles.status}>
            <Skeleton>Scheduled</Skeleton>
          </span>
        )
      }
      className={styles.panel}
    >
      {query.isError ? (
        <Notice tone="problem" action={<Button onPress={() => void query.refetch()}>Try again</Button>}>
          The campaign could not be loaded. {sentenceOf(query.error)}
        </Notice>
      ) : (
        <>
          <p>
            <Skeleton>Nobody has been asked about tonight yet.</Skeleton>
          </p>
          {timeline && <Timeline campaign={undefined} detailed={promoter} />}
          {promoter && <div className={styles.actions} />}
        </>
      )}
    </Card>
  );
}

function Status({ campaign }: { campaign: Campaign }) {
  return (
    <span className={styles.aside}>
      {campaign.dry_run && <span className={styles.tag}>Dry run</span>}
      <span role="status" className={styles.status}>
        {statusInWords(campaign)}
      </span>
    </span>
  );
}

function Summary({ campaign }: { campaign: Campaign }) {
  if (campaign.dry_run) return "Nobody but its promoter is asked, on Discord.";
  const channels = channelsInWords(campaign.channels_summary);
  const asked = `${people(campaign.recipient_count)} who said ${askedInWords(campaign)}`;
  return channels === "" ? `${asked}.` : `${asked}: ${channels}.`;
}

interface ActionsProps {
  access: Access | undefined;
  campaign: Campaign | null | undefined;
  onPress: (dialog: "promote" | "cancel") => void;
}

function Actions({ access, campaign, onPress }: ActionsProps) {
  const mayStart = access !== undefined && mayPromote(access, campaign);
  const mayCancel = campaign?.can_cancel === true;
  if (!access?.can_promote && !mayCancel) return null;
  return (
    <div className={styles.actions}>
      {mayStart && (
        <Button look={stands(campaign) ? "plain" : "primary"} onPress={() => onPress("promote")}>
          Promote
        </Button>
      )}
      {mayCancel && (
        <Button look="danger" onPress={() => onPress("cancel")}>
          {campaign.dry_run && isOver(campaign) ? "Clear dry run" : "Cancel campaign"}
        </Button>
      )}
      {access?.can_promote && (
        <LinkButton look="quiet" href="#/campaigns">
          All campaigns
        </LinkButton>
      )}
    </div>
  );
}

/** Somebody else's campaign keeps nobody from starting their own. */
function mayPromote(access: Access, campaign: Campaign | null | undefined): boolean {
  if (!access.can_promote) return false;
  return !stands(campaign) || !campaign.mine;
}
