import { t } from "words:calls";
import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { CallChoice } from "@/api/keys";
import type { CallPreview } from "@/api/types";
import { ActionDialog } from "@/components/ActionDialog";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { useDebounced } from "@/lib/useDebounced";
import { useCallPreview, useStartCall } from "./api/useCallPreview";
import styles from "./CallDialog.module.css";
import { choiceOf, MOST, type Typed, WAIT_MINUTES } from "./choice";
import { chanceInWords, leftAloneInWords, standingInWords } from "./words";

/** Until a number is typed to its end. */
const TYPING = 300;
const NOTHING_TYPED: Typed = { most: null, wait: null };

interface CallDialogProps {
  timeOf: (instant: string) => string;
  onClose: (started: boolean) => void;
}

/** Whom a call would ask first, how many at most, when the next, and what it says; one button does it. */
export function CallDialog({ timeOf, onClose }: CallDialogProps) {
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [usual, setUsual] = useState<CallChoice | null>(null);
  const [chosen, setChosen] = useState<CallChoice | null>(null);
  const settled = useDebounced(chosen, TYPING);
  const query = useCallPreview(settled);
  const start = useStartCall();
  const preview = query.data;
  const valid = usual === null || choiceOf(typed, usual) !== null;
  const loading = preview === undefined || query.isPlaceholderData || settled !== chosen;
  const problem = start.error ?? query.error;
  const outcome = outcomeOf(preview, { loading, valid, timeOf });

  // What the server would take by itself stands in the fields until something else is typed.
  if (usual === null && preview) setUsual({ most: preview.most, waitMinutes: preview.wait_minutes });

  function type(change: Partial<Typed>) {
    start.reset();
    const next = { ...typed, ...change };
    setTyped(next);
    // While a field holds no number, what was known last stays.
    const choice = usual && choiceOf(next, usual);
    if (choice) setChosen(choice);
  }

  function confirm() {
    const choice = chosen ?? usual;
    if (choice !== null) start.mutate(choice, { onSuccess: () => onClose(true) });
  }

  return (
    <ActionDialog
      title={t("call-players")}
      note={preview && standingInWords(preview.looking, preview.threshold)}
      working={start.isPending}
      onClose={() => onClose(false)}
      problem={problem === null ? null : sentenceOf(problem)}
      outcome={[outcome.sentence]}
      actions={
        <>
          <Button onPress={() => onClose(false)} isDisabled={start.isPending}>
            {t("not-now")}
          </Button>
          {query.isError && (
            <Button onPress={() => void query.refetch()} isDisabled={query.isFetching}>
              {t("try-again")}
            </Button>
          )}
          <Button
            look="primary"
            onPress={confirm}
            isDisabled={!outcome.does || query.isError || start.isPending}
          >
            {start.isPending ? t("working") : t("call-people", { people: outcome.people })}
          </Button>
        </>
      }
    >
      <AskedFirst preview={preview} loading={loading && problem === null} />
      <div className={styles.fields}>
        <NumberField
          label={t("at-most")}
          bounds={MOST}
          value={typed.most ?? usual?.most.toString() ?? ""}
          disabled={usual === null}
          onType={(most) => type({ most })}
        />
        <NumberField
          label={t("minutes-between")}
          bounds={WAIT_MINUTES}
          value={typed.wait ?? usual?.waitMinutes.toString() ?? ""}
          disabled={usual === null}
          onType={(wait) => type({ wait })}
        />
      </div>
      <section className={styles.section}>
        <h3 className={styles.heading}>{t("what-it-says")}</h3>
        <blockquote className={styles.words}>
          {preview ? preview.text : <Skeleton>{t("says-answers")}</Skeleton>}
        </blockquote>
        <p className={styles.quiet}>{t("says-answers")}</p>
      </section>
    </ActionDialog>
  );
}

interface AskedFirstProps {
  preview: CallPreview | undefined;
  loading: boolean;
}

/** Who would be asked at once; then how many in all, and why others would not be. */
function AskedFirst({ preview, loading }: AskedFirstProps) {
  const alone = preview ? leftAloneInWords(preview.left_alone) : "";
  return (
    <section aria-busy={loading} className={styles.section}>
      <h3 className={styles.heading}>
        {t("asked-first")}
        {preview && <span className={styles.count}> {preview.first.length}</span>}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <ul className={loading ? styles.stale : styles.list} aria-label={t("asked-first")} tabIndex={0}>
        <Names preview={preview} />
      </ul>
      {preview?.chance != null && (
        <p className={styles.quiet}>{chanceInWords(preview.chance, preview.chance_with_first)}</p>
      )}
      {preview && preview.askable > 0 && (
        <p className={styles.quiet}>{t("likeliest-first", { people: preview.askable })}</p>
      )}
      {alone !== "" && <p className={styles.quiet}>{alone}</p>}
    </section>
  );
}

function Names({ preview }: Pick<AskedFirstProps, "preview">) {
  if (!preview) {
    return ["First of them", "Second name"].map((name) => (
      <li key={name} className={styles.row}>
        <Skeleton>{name}</Skeleton>
      </li>
    ));
  }
  if (preview.first.length === 0) return <li className={styles.nobody}>{t("nobody")}</li>;
  return preview.first.map(({ user_id, display_name }) => (
    <li key={user_id} className={styles.row}>
      <bdi>{display_name}</bdi>
    </li>
  ));
}

interface NumberFieldProps {
  label: string;
  bounds: { from: number; to: number };
  value: string;
  disabled: boolean;
  onType: (text: string) => void;
}

function NumberField({ label, bounds, value, disabled, onType }: NumberFieldProps) {
  const hintId = useId();
  const number = Number(value);
  const wrong = !disabled && !(/^\d+$/.test(value) && bounds.from <= number && number <= bounds.to);
  return (
    <div className={styles.fieldAndHint}>
      <label className={styles.field}>
        <span>{label}</span>
        <input
          type="number"
          inputMode="numeric"
          min={bounds.from}
          max={bounds.to}
          step={1}
          value={value}
          disabled={disabled}
          aria-invalid={wrong}
          aria-describedby={hintId}
          onChange={(event) => onType(event.target.value)}
          className={styles.input}
        />
      </label>
      <span id={hintId} className={wrong ? styles.wrong : styles.quiet}>
        {t("from-to", bounds)}
      </span>
    </div>
  );
}

interface Outcome {
  sentence: string;
  /** Whether anybody would be asked. */
  does: boolean;
  people: number;
}

interface Circumstances {
  loading: boolean;
  /** The fields hold numbers that the server takes. */
  valid: boolean;
  timeOf: (instant: string) => string;
}

function outcomeOf(preview: CallPreview | undefined, { loading, valid, timeOf }: Circumstances): Outcome {
  const nothing = (sentence: string) => ({ sentence, does: false, people: 0 });
  if (preview === undefined) return nothing(t("looking-up"));
  if (preview.call?.status === "running") return nothing(t("already-on"));
  if (preview.short_by === 0) return nothing(t("enough"));
  if (!valid) return nothing(t("not-a-number"));
  if (loading) return nothing(t("looking-up"));
  const people = preview.first.length;
  if (people === 0) return nothing(t("nobody-left"));
  return { sentence: t("asks-now", { people, time: timeOf(preview.next_wave_at) }), does: true, people };
}
