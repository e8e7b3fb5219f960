import { t } from "words:promoting";
import { ToggleButton } from "react-aria-components";
import type { AskedAnswers } from "@/api/keys";
import type { PromotionPreview, Status } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { statusLabel } from "@/lib/statuses";
import styles from "./AnswerChips.module.css";

type AnswerPreview = PromotionPreview["answers"][number];

interface AnswerChipsProps {
  /** Undefined while nothing is known. */
  preview: PromotionPreview | undefined;
  asked: AskedAnswers;
  /** An instant as the community's clocks show it. */
  timeOf: (instant: string) => string;
  onAsk: (change: Partial<AskedAnswers>) => void;
}

/** Whose owners are asked, and how many players each answer would gain. */
export function AnswerChips({ preview, asked, timeOf, onAsk }: AnswerChipsProps) {
  if (!preview) {
    return (
      <div className={styles.chips}>
        {["Looking 4", "Available +2 of 3", "Maybe +1 of 2"].map((words) => (
          <span key={words} className={styles.chip}>
            <Skeleton>{words}</Skeleton>
          </span>
        ))}
      </div>
    );
  }
  const answerOf = (status: Status) => preview.answers.find((answer) => answer.status === status);
  const looking = answerOf("LOOKING");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset of chips would be a box around them
    <div role="group" aria-label={t("chips-label")} className={styles.chips}>
      {looking && (
        <span className={`${styles.chip} ${styles.fixed}`}>
          <StatusIcon status="LOOKING" />
          {lookingInWords(looking, timeOf)}
        </span>
      )}
      <Chip
        answer={answerOf("AVAILABLE")}
        chosen={asked.includeAvailable}
        onChoose={(includeAvailable) => onAsk({ includeAvailable })}
      />
      <Chip
        answer={answerOf("MAYBE")}
        chosen={asked.includeMaybe}
        onChoose={(includeMaybe) => onAsk({ includeMaybe })}
      />
    </div>
  );
}

function lookingInWords(
  { people, told, told_at }: AnswerPreview,
  timeOf: (instant: string) => string,
): string {
  if (people === 0) return t("chip-looking-nobody");
  if (told === 0 || told_at === null) return t("chip-looking-untold", { people });
  const time = timeOf(told_at);
  return told === people
    ? t("chip-looking-told", { people, time })
    : t("chip-looking-partly", { people, told, time });
}

interface ChipProps {
  answer: AnswerPreview | undefined;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

function Chip({ answer, chosen, onChoose }: ChipProps) {
  if (!answer) return null;
  const { status, people, reached } = answer;
  const words = { answer: statusLabel(status), people, reached };
  return (
    <ToggleButton isSelected={chosen} onChange={onChoose} className={`${styles.chip} ${styles.choice}`}>
      <StatusIcon status={status} />
      {people === 0 ? t("chip-nobody", words) : t("chip-gain", words)}
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles.check}>
        <path
          d="m3.5 8.4 3 3 6-6.4"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
    </ToggleButton>
  );
}
