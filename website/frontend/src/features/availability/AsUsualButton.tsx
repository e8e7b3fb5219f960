import { t } from "words:usual";
import type { Details, Status } from "@/api/types";
import { useUsual, usualWords } from "@/api/usual";
import { dispensable } from "@/components/optional";
import { StatusIcon } from "@/components/StatusIcon";
import styles from "./AnswerControl.module.css";
import type { AsUsualProps } from "./AsUsual";
import { detailsOf, isAnsweredByHand } from "./answers";

export const AsUsualButton = dispensable(UsualButton);

function UsualButton({ date, dayName, answer }: AsUsualProps) {
  const usual = useUsual().data?.days.find((day) => day.date === date)?.usual;
  // What is pressed is gone then; the focus goes to the answers, which stand in its place.
  function give(section: Element | null, status: Status | null, details?: Details) {
    answer.give(status, details);
    section?.querySelector<HTMLElement>("button[aria-pressed]")?.focus();
  }

  if (answer.usual) {
    return (
      <span className={styles.answered}>
        {t("answered-for-you")}
        <button
          type="button"
          aria-label={t("undo-for", { day: dayName })}
          onClick={({ currentTarget }) => give(currentTarget.closest("section"), null)}
          className={styles.usual}
        >
          {t("undo")}
        </button>
      </span>
    );
  }
  if (!usual || isAnsweredByHand(answer)) return null;
  const words = t("words", usualWords(usual));
  return (
    <button
      type="button"
      aria-label={t("as-usual-for", { answer: words, day: dayName })}
      onClick={({ currentTarget }) => give(currentTarget.closest("section"), usual.status, detailsOf(usual))}
      className={styles.usual}
    >
      <StatusIcon status={usual.status} />
      {t("as-usual", { answer: words })}
    </button>
  );
}
