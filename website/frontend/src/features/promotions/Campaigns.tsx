import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { PastCampaign } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import { useCampaigns } from "./api/useCampaigns";
import styles from "./Campaigns.module.css";
import { CampaignTable } from "./CampaignTable";
import { TurnoutChart } from "./TurnoutChart";
import { turnoutsOf } from "./turnout";

interface CampaignsProps {
  /** The button that signs a visitor in, given by the app; null where signing in is not set up. */
  signIn: ReactNode;
}

/** What promoters have asked so far and what came of it. */
export function Campaigns({ signIn }: CampaignsProps) {
  const access = useAccess();
  const promoter = access.data?.can_promote === true;
  const { query, loadingOlder, showOlder } = useCampaigns(promoter);

  if (access.data && !promoter) {
    const back = (
      <LinkButton look="plain" href="#/availability">
        Back to tonight
      </LinkButton>
    );
    return (
      <Notice action={access.data.authenticated ? back : signIn}>Only promoters see past campaigns.</Notice>
    );
  }
  const error = access.data ? query.error : access.error;
  if (error !== null && !query.data) {
    const again = () => void (access.data ? query.refetch() : access.refetch());
    return (
      <Notice tone="problem" action={<Button onPress={again}>Try again</Button>}>
        The campaigns could not be loaded. {sentenceOf(error)}
      </Notice>
    );
  }
  if (!query.data) return <LoadingHistory />;
  const campaigns = query.data.pages.flatMap((page) => page.campaigns);
  if (campaigns.length === 0) {
    return (
      <Notice
        action={
          <LinkButton look="plain" href="#/availability">
            Back to tonight
          </LinkButton>
        }
      >
        Nobody has promoted an evening yet. The first campaign appears here.
      </Notice>
    );
  }
  return (
    <History
      campaigns={campaigns}
      more={query.hasNextPage}
      loadingMore={loadingOlder}
      problem={query.isFetchNextPageError ? sentenceOf(query.error) : null}
      onMore={showOlder}
    />
  );
}

interface HistoryProps {
  campaigns: readonly PastCampaign[];
  more: boolean;
  loadingMore: boolean;
  problem: string | null;
  onMore: () => void;
}

function History({ campaigns, more, loadingMore, problem, onMore }: HistoryProps) {
  return (
    <div className={styles.layout}>
      <Card heading="Turnout in voice" className={styles.chart}>
        <TurnoutChart turnouts={turnoutsOf(campaigns)} />
      </Card>
      <Card heading="History" className={styles.history}>
        <CampaignTable campaigns={campaigns} />
        {problem !== null && (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
        {more && (
          <Button onPress={onMore} isDisabled={loadingMore}>
            {loadingMore ? "Loading…" : "Show older"}
          </Button>
        )}
      </Card>
    </div>
  );
}

function LoadingHistory() {
  return (
    <div className={styles.layout}>
      <Card heading="Turnout in voice" busy className={styles.chart}>
        <div className={styles.chartPlace}>
          <Skeleton>70 % came to voice</Skeleton>
        </div>
      </Card>
      <Card heading="History" busy className={styles.history}>
        <div className={styles.historyPlace}>
          <Skeleton>Friday, 20 November, by somebody</Skeleton>
        </div>
      </Card>
    </div>
  );
}
