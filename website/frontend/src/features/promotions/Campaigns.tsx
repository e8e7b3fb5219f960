import { t } from "words:campaigns";
import { t as common } from "words:promotions";
import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { PastCampaign } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Card } from "@/components/Card";
import { Emptiness } from "@/components/Emptiness";
import { PromoterNav } from "@/components/PromoterNav";
import { Skeleton } from "@/components/Skeleton";
import { useCampaigns } from "./api/useCampaigns";
import { CampaignPanel } from "./CampaignPanel";
import styles from "./Campaigns.module.css";
import { CampaignTable } from "./CampaignTable";
import { TurnoutChart } from "./TurnoutChart";
import { turnoutsOf } from "./turnout";

interface CampaignsProps {
  /** The button that signs a visitor in, given by the app; null where signing in is not set up. */
  signIn: ReactNode;
  /** How tonight's call goes, given by the app. */
  call: ReactNode;
}

/** Tonight's campaign, what promoters have asked so far, and what came of it. */
export function Campaigns({ signIn, call }: CampaignsProps) {
  const access = useAccess();

  if (access.data && !access.data.can_promote) {
    const back = (
      <LinkButton look="plain" href="#/availability">
        {t("back-to-tonight")}
      </LinkButton>
    );
    return (
      <Emptiness
        heading={t("only-promoters")}
        hint={t(access.data.authenticated ? "only-promoters-hint" : "signed-out-hint")}
        action={access.data.authenticated ? back : signIn}
      />
    );
  }
  if (access.isError && !access.data) return <NotLoaded error={access.error} onAgain={access.refetch} />;
  return (
    <div className={styles.place}>
      <PromoterNav here="campaigns" />
      <CampaignPanel />
      {call}
      <Past enabled={access.data !== undefined} />
    </div>
  );
}

function Past({ enabled }: { enabled: boolean }) {
  const { query, loadingOlder, showOlder } = useCampaigns(enabled);
  if (query.isError && !query.data) return <NotLoaded error={query.error} onAgain={query.refetch} />;
  if (!query.data) return <LoadingHistory />;
  const campaigns = query.data.pages.flatMap((page) => page.campaigns);
  if (campaigns.length === 0) {
    return <Emptiness heading={t("no-campaigns")} hint={t("no-campaigns-hint")} />;
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

function NotLoaded({ error, onAgain }: { error: unknown; onAgain: () => unknown }) {
  return (
    <Emptiness
      tone="problem"
      heading={t("campaigns-not-loaded")}
      hint={sentenceOf(error)}
      action={<Button onPress={() => void onAgain()}>{common("try-again")}</Button>}
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
      <Card heading={t("turnout")} className={styles.chart}>
        <TurnoutChart turnouts={turnoutsOf(campaigns)} />
      </Card>
      <Card heading={t("history")} className={styles.history}>
        <CampaignTable campaigns={campaigns} />
        {problem !== null && (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
        {more && (
          <Button onPress={onMore} isDisabled={loadingMore}>
            {loadingMore ? common("loading") : t("show-older")}
          </Button>
        )}
      </Card>
    </div>
  );
}

function LoadingHistory() {
  return (
    <div className={styles.layout}>
      <Card heading={t("turnout")} busy className={styles.chart}>
        <div className={styles.chartPlace}>
          <Skeleton>{t("turnout-figure", { percent: 70 })}</Skeleton>
        </div>
      </Card>
      <Card heading={t("history")} busy className={styles.history}>
        <div className={styles.historyPlace}>
          <Skeleton>{t("no-promoter")}</Skeleton>
        </div>
      </Card>
    </div>
  );
}
