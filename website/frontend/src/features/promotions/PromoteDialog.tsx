import { t } from "words:promoting";
import { t as common } from "words:promotions";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { AskedAnswers } from "@/api/keys";
import { useCommunity, useViewerZone } from "@/api/queries";
import type { PromotionPreview } from "@/api/types";
import { ActionDialog } from "@/components/ActionDialog";
import { Button } from "@/components/Button";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { formatTime } from "@/lib/zones";
import { AnswerChips } from "./AnswerChips";
import { useCreateCampaign } from "./api/useCampaign";
import { usePreview } from "./api/usePreview";
import { EVERYBODY, presetOf } from "./asked";
import { lateInWords, type Plan, planOf, whatDryRunDoes, whatHappens, whyNobody } from "./plan";
import { RecipientList } from "./RecipientList";
import { Times } from "./Times";

interface PromoteDialogProps {
  onClose: (created: boolean) => void;
}

/** Who would be asked, when, and what will happen; one button does it. */
export function PromoteDialog({ onClose }: PromoteDialogProps) {
  const [asked, setAsked] = useState(EVERYBODY);
  const [preset, setPreset] = useState(false);
  const [chosenDryRun, setDryRun] = useState<boolean | null>(null);
  const community = useCommunity().data;
  const query = usePreview(asked, community?.clockOffset ?? 0);
  const create = useCreateCampaign();
  const preview = preset ? query.data : undefined;
  const loading = preview === undefined || query.isPlaceholderData;
  const dryRun = chosenDryRun ?? preview?.dry_run_default ?? false;
  const viewerZone = useViewerZone();
  const zone = community?.timezone ?? viewerZone;
  const plan = preview && planOf(preview, zone, { zone: viewerZone, locale: viewerLocale() });
  const outcome = preview && plan && !loading ? outcomeOf(preview, plan, dryRun) : null;
  const problem = create.error ?? query.error;

  // Until the promoter chooses, those are asked who would make the session ready; decided once, so that nothing
  // changes under a finger.
  if (!preset && query.data) {
    setPreset(true);
    setAsked(presetOf(query.data));
  }

  function ask(change: Partial<AskedAnswers>) {
    create.reset();
    setAsked({ ...asked, ...change });
  }

  function confirm() {
    create.mutate({ ...asked, dryRun }, { onSuccess: () => onClose(true) });
  }

  const timeOf = (instant: string) => formatTime(Date.parse(instant), zone, viewerLocale());
  return (
    <ActionDialog
      title={t("promote-tonight")}
      note={preview && shortInWords(preview)}
      working={create.isPending}
      onClose={() => onClose(false)}
      problem={problem === null ? null : sentenceOf(problem)}
      outcome={outcome?.sentences ?? [t("looking-up")]}
      actions={
        <>
          <Button onPress={() => onClose(false)} isDisabled={create.isPending}>
            {t("not-now")}
          </Button>
          {query.isError && (
            <Button onPress={() => void query.refetch()} isDisabled={query.isFetching}>
              {common("try-again")}
            </Button>
          )}
          <Button
            look="primary"
            onPress={confirm}
            isDisabled={!outcome?.does || query.isError || create.isPending}
          >
            {create.isPending ? t("working") : confirmLabel(dryRun, loading ? undefined : preview)}
          </Button>
        </>
      }
    >
      <AnswerChips preview={preview} asked={asked} timeOf={timeOf} onAsk={ask} />
      <RecipientList
        heading={t(dryRun ? "who-a-real-one-asks" : "who-is-asked")}
        preview={preview}
        answers={preview ? answersIn(preview, asked) : []}
        loading={loading && problem === null}
        timeOf={timeOf}
      />
      <Times plan={plan} zone={zone} />
      <Switch
        label={common("dry-run")}
        hint={t("dry-run-hint")}
        checked={dryRun}
        disabled={preview === undefined}
        onChange={(on) => {
          create.reset();
          setDryRun(on);
        }}
      />
    </ActionDialog>
  );
}

interface Outcome {
  sentences: string[];
  /** Whether anybody would hear anything. */
  does: boolean;
}

function outcomeOf(preview: PromotionPreview, plan: Plan, dryRun: boolean): Outcome {
  if (dryRun && preview.you_told_at !== null) return { sentences: [t("dry-says-nothing")], does: false };
  if (!dryRun && preview.reached_count === 0) return { sentences: [whyNobody(preview)], does: false };
  const late = lateInWords(plan);
  const sentence = dryRun ? whatDryRunDoes(plan) : whatHappens(plan, preview.reached_count);
  return { sentences: late === null ? [sentence] : [late, sentence], does: true };
}

function answersIn(preview: PromotionPreview, asked: AskedAnswers): PromotionPreview["answers"] {
  return preview.answers.filter(
    ({ status }) =>
      status === "LOOKING" ||
      (status === "AVAILABLE" && asked.includeAvailable) ||
      (status === "MAYBE" && asked.includeMaybe),
  );
}

function shortInWords({ answers, short_by }: PromotionPreview): string {
  const looking = answers.find(({ status }) => status === "LOOKING")?.people ?? 0;
  return t("looking-short", { looking, short: short_by });
}

function confirmLabel(dryRun: boolean, preview: PromotionPreview | undefined): string {
  if (dryRun) return t("start-dry-run");
  return t("ask-people", { people: preview?.reached_count ?? 0 });
}
