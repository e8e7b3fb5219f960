import { t } from "words:promotions";
import { useRef } from "react";
import { sentenceOf } from "@/api/errors";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import styles from "./CampaignPanel.module.css";
import { Standing, Status } from "./Standing";
import { stands } from "./states";
import { Timeline } from "./Timeline";
import { useDialogs } from "./useDialogs";
import { useTonight } from "./useTonight";
import { askedInWords } from "./words";

/** Tonight's campaign at full size, with the ways to start and to stop one; for promoters. */
export function CampaignPanel() {
  const tonight = useTonight();
  const { promoter, campaign, shape, mayStart } = tonight;
  const landing = useRef<HTMLParagraphElement>(null);
  const { open, dialog } = useDialogs(promoter, campaign, () => landing.current?.focus());

  if (shape === null) return <Loading {...tonight} />;
  if (shape === "none") return null;
  const mayCancel = campaign?.can_cancel === true;
  return (
    <>
      <Card
        heading={t("campaign-of-tonight")}
        aside={campaign ? <Status campaign={campaign} /> : undefined}
        className={styles.panel}
      >
        <div>
          <p ref={landing} tabIndex={-1} className={styles.landing}>
            {campaign ? <Standing campaign={campaign} /> : t("nobody-asked-yet")}
          </p>
          {campaign && <p className={styles.quiet}>{askedInWords(campaign)}</p>}
        </div>
        {campaign && <Timeline campaign={campaign} detailed={promoter} />}
        {(mayStart || mayCancel) && (
          <div className={styles.actions}>
            {mayStart && (
              <Button look={stands(campaign) ? "plain" : "primary"} onPress={() => open("promote")}>
                {t("promote")}
              </Button>
            )}
            {mayCancel && (
              <Button look="danger" onPress={() => open("cancel")}>
                {t(campaign.dry_run && campaign.over ? "clear-dry-run" : "cancel-campaign")}
              </Button>
            )}
          </div>
        )}
      </Card>
      {dialog}
    </>
  );
}

type LoadingProps = Pick<ReturnType<typeof useTonight>, "expected" | "query" | "promoter">;

function Loading({ expected, query, promoter }: LoadingProps) {
  const timeline = expected === "timeline";
  if (!promoter && (!timeline || query.isError)) return null;
  return (
    <Card
      heading={t("campaign-of-tonight")}
      busy={!query.isError}
      aside={
        timeline && (
          <span className={styles.status}>
            <Skeleton>{t("headline-scheduled")}</Skeleton>
          </span>
        )
      }
      className={styles.panel}
    >
      {query.isError ? (
        <Notice
          tone="problem"
          action={<Button onPress={() => void query.refetch()}>{t("try-again")}</Button>}
        >
          {t("campaign-not-loaded", { reason: sentenceOf(query.error) })}
        </Notice>
      ) : (
        <>
          <div>
            <p>
              <Skeleton>{t("nobody-asked-yet")}</Skeleton>
            </p>
            {timeline && (
              <p className={styles.quiet}>
                <Skeleton>{t("asked-dry")}</Skeleton>
              </p>
            )}
          </div>
          {timeline && <Timeline campaign={undefined} detailed={promoter} />}
          {promoter && <div className={styles.actions} />}
        </>
      )}
    </Card>
  );
}
