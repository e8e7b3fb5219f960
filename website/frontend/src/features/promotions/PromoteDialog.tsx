import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { sentenceOf } from "@/api/errors";
import type { AskedAnswers } from "@/api/keys";
import { useCommunity, useViewerZone } from "@/api/queries";
import type { PromotionPreview } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { placeOf } from "@/lib/zones";
import { useCreateCampaign } from "./api/useCampaign";
import { usePreview } from "./api/usePreview";
import styles from "./PromoteDialog.module.css";
import { lateInWords, type Moment, type Plan, planOf, whatHappens } from "./plan";
import { RecipientList } from "./RecipientList";
import { people } from "./words";

const NOBODY = "Nobody of these has agreed to be asked on a channel that works, so nobody can be asked.";

interface PromoteDialogProps {
  onClose: (created: boolean) => void;
}

/** Who would be asked, when, and what will happen; one button does it. */
export function PromoteDialog({ onClose }: PromoteDialogProps) {
  const [asked, setAsked] = useState<AskedAnswers>({ includeAvailable: false, includeMaybe: false });
  const [chosenDryRun, setDryRun] = useState<boolean | null>(null);
  const community = useCommunity().data;
  const query = usePreview(asked, community?.clockOffset ?? 0);
  const create = useCreateCampaign();
  const preview = query.data;
  const loading = preview === undefined || query.isPlaceholderData;
  const dryRun = chosenDryRun ?? preview?.dry_run_default ?? false;
  const viewerZone = useViewerZone();
  const zone = community?.timezone ?? viewerZone;
  const plan = preview && planOf(preview, zone, { zone: viewerZone, locale: viewerLocale() });
  const recipients = preview?.recipient_count ?? 0;
  const nobody = !dryRun && !loading && recipients === 0;
  const problem = create.error ?? query.error;

  function ask(change: Partial<AskedAnswers>) {
    create.reset();
    setAsked({ ...asked, ...change });
  }

  function confirm() {
    create.mutate({ ...asked, dryRun }, { onSuccess: () => onClose(true) });
  }

  return (
    <ModalOverlay
      isOpen
      isDismissable={!create.isPending}
      isKeyboardDismissDisabled={create.isPending}
      onOpenChange={(open) => !open && onClose(false)}
      className={styles.overlay}
    >
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog}>
          <Heading slot="title" className={styles.title}>
            Promote tonight
          </Heading>
          <div className={styles.body}>
            <div>
              <Switch
                label="Include available"
                checked={asked.includeAvailable}
                onChange={(includeAvailable) => ask({ includeAvailable })}
              />
              <Switch
                label="Include maybe"
                checked={asked.includeMaybe}
                onChange={(includeMaybe) => ask({ includeMaybe })}
              />
              <Switch
                label="Dry run"
                hint="Only you get the messages"
                checked={dryRun}
                disabled={preview === undefined}
                onChange={(on) => {
                  create.reset();
                  setDryRun(on);
                }}
              />
            </div>
            <RecipientList
              heading={dryRun ? "Who a real one would ask" : "Who is asked"}
              preview={preview}
              loading={loading && problem === null}
            />
            <Times plan={plan} preview={preview} zone={zone} />
            <div className={styles.outcome}>
              {problem !== null && (
                <p role="alert" className={styles.problem}>
                  {sentenceOf(problem)}
                </p>
              )}
              <div aria-live="polite">
                {problem === null && (
                  <Outcome plan={loading ? undefined : plan} recipients={recipients} dryRun={dryRun} />
                )}
              </div>
            </div>
          </div>
          <div className={styles.actions}>
            <Button onPress={() => onClose(false)} isDisabled={create.isPending}>
              Not now
            </Button>
            {query.isError && (
              <Button onPress={() => void query.refetch()} isDisabled={query.isFetching}>
                Try again
              </Button>
            )}
            <Button
              look="primary"
              onPress={confirm}
              isDisabled={loading || nobody || query.isError || create.isPending}
            >
              {create.isPending ? "Working…" : confirmLabel(dryRun, loading, recipients)}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function confirmLabel(dryRun: boolean, loading: boolean, recipients: number): string {
  if (dryRun) return "Start dry run";
  return loading || recipients === 0 ? "Ask" : `Ask ${people(recipients)}`;
}

interface OutcomeProps {
  /** Undefined while the preview loads. */
  plan: Plan | undefined;
  recipients: number;
  dryRun: boolean;
}

function Outcome({ plan, recipients, dryRun }: OutcomeProps) {
  if (!plan) return <p className={styles.quiet}>Looking up who can be asked…</p>;
  const sentence = whatHappens(plan, recipients, dryRun);
  if (sentence === null) return <p>{NOBODY}</p>;
  const late = lateInWords(plan);
  return (
    <>
      {late !== null && <p>{late}</p>}
      <p>{sentence}</p>
    </>
  );
}

interface TimesProps {
  plan: Plan | undefined;
  preview: PromotionPreview | undefined;
  zone: string;
}

function Times({ plan, preview, zone }: TimesProps) {
  const elsewhere = plan !== undefined && plan.start.times.viewer !== null;
  return (
    <section className={styles.times} aria-busy={preview === undefined}>
      <h3 className={styles.heading}>{elsewhere ? `When, in ${placeOf(zone)}` : "When"}</h3>
      <dl className={styles.moments}>
        <MomentLine label="Reminder" moment={plan?.reminder} />
        <MomentLine label="Start" moment={plan?.start} />
        {plan?.checksVoice !== false && <MomentLine label="Voice check" moment={plan?.voiceCheck} />}
      </dl>
    </section>
  );
}

function MomentLine({ label, moment }: { label: string; moment: Moment | undefined }) {
  return (
    <div className={styles.moment}>
      <dt>{label}</dt>
      <dd>
        {moment ? (
          <>
            <span className={styles.time}>{timeOf(moment)}</span>
            {moment.times.viewer !== null && moment.inSeconds === null && (
              <span className={styles.quiet}>{moment.times.viewer} yours</span>
            )}
          </>
        ) : (
          <Skeleton>21:00:30</Skeleton>
        )}
      </dd>
    </div>
  );
}

function timeOf(moment: Moment): string {
  return moment.inSeconds === null ? moment.times.community : `in ${moment.inSeconds} seconds`;
}
