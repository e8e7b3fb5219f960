import { t } from "words:promotions";
import { useRef } from "react";
import { useCommunity } from "@/api/queries";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { usePreview } from "./api/usePreview";
import { EVERYBODY, presetOf } from "./asked";
import styles from "./CampaignLine.module.css";
import { Standing, Status } from "./Standing";
import { stands } from "./states";
import { useDialogs } from "./useDialogs";
import { useTonight } from "./useTonight";

/**
 * Tonight's campaign in one line: how it stands, the way to all of it, and for promoters the way to start one.
 *
 * `quiet`: promoting is not yet what the viewer should do first.
 *
 * Nothing where there is nothing to say: signed out, or for players while nobody has been asked. Whoever is not linked
 * is told of promoting where they are told to link.
 */
export function CampaignLine({ quiet = false }: { quiet?: boolean }) {
  const { promoter, campaign, shape, expected, mayStart } = useTonight();
  const landing = useRef<HTMLParagraphElement>(null);
  const { open, dialog } = useDialogs(promoter, campaign, () => landing.current?.focus());

  if (shape === null) {
    if (expected === "none") return null;
    return (
      <section aria-label={t("campaign")} aria-busy="true" className={styles.line}>
        {expected === "timeline" && (
          <p className={styles.standing}>
            <Skeleton>{t("nobody-asked-yet")}</Skeleton>
          </p>
        )}
      </section>
    );
  }
  if (shape === "none") return null;
  return (
    <section aria-label={t("campaign")} className={styles.line}>
      {campaign && (
        <p ref={landing} tabIndex={-1} className={styles.standing}>
          <span className={styles.mark}>
            <Status campaign={campaign} />
          </span>{" "}
          <Standing campaign={campaign} />
        </p>
      )}
      {campaign && promoter && (
        <a href="#/campaigns" className={styles.link}>
          {t("details")}
        </a>
      )}
      {campaign?.can_cancel && !promoter && (
        <Button look="danger" onPress={() => open("cancel")}>
          {t("cancel-campaign")}
        </Button>
      )}
      {mayStart && <Promote quiet={quiet || stands(campaign)} onPress={() => open("promote")} />}
      {dialog}
    </section>
  );
}

interface PromoteProps {
  /** Whether something else comes first: somebody's campaign that stands, the viewer's own answer. */
  quiet: boolean;
  onPress: () => void;
}

/** Says how many would be asked, as the dialog does; while nobody is missing it is no call to action. */
function Promote({ quiet, onPress }: PromoteProps) {
  const preview = usePreview(EVERYBODY, useCommunity().data?.clockOffset ?? 0).data;
  const short = preview !== undefined && preview.short_by > 0;
  const people = preview && presetOf(preview) === EVERYBODY ? preview.reached_count : 0;
  return (
    <Button look={short && people > 0 && !quiet ? "primary" : "plain"} onPress={onPress}>
      {t("promote-people", { people })}
    </Button>
  );
}
