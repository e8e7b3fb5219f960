import { t } from "words:availability";
import type { Status } from "@/api/types";
import { StatusIcon } from "@/components/StatusIcon";
import { ToggleButton } from "@/components/ToggleButton";
import { STATUSES } from "@/lib/statuses";
import styles from "./AnswerControl.module.css";
import { answerLabel } from "./words";

interface AnswerControlProps {
  id?: string;
  /** "Tonight", "Tomorrow" or the date in words. */
  dayName: string;
  chosen: Status | null;
  onAnswer: (status: Status | null) => void;
  /** While the date is on its way, which an answer is for. */
  isDisabled?: boolean;
  /** Four pictures in a line, as beside a day; else with words, at the size of a thumb. */
  compact?: boolean;
}

/** The four answers for a day as buttons that stay pressed; pressing the pressed one clears it. */
export function AnswerControl({
  id,
  dayName,
  chosen,
  onAnswer,
  isDisabled = false,
  compact = false,
}: AnswerControlProps) {
  const look = [styles.group, compact ? styles.compact : styles.full, chosen === null && styles.open];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and draws a frame of its own
    <div
      id={id}
      role="group"
      aria-label={t("your-answer", { day: dayName })}
      className={look.filter(Boolean).join(" ")}
    >
      {STATUSES.map((status) => (
        <ToggleButton
          key={status}
          isSelected={chosen === status}
          disabled={isDisabled}
          onChange={(selected) => onAnswer(selected ? status : null)}
          aria-label={compact ? answerLabel(status) : undefined}
          className={`${styles.option} ${styles[status]}`}
        >
          <StatusIcon status={status} />
          {!compact && <span className={styles.label}>{answerLabel(status)}</span>}
        </ToggleButton>
      ))}
    </div>
  );
}
