import { t } from "words:problem";
import { fieldSentenceOf, sentenceOf } from "@/api/errors";
import styles from "./SaveProblem.module.css";

interface SaveProblemProps {
  /** Null shows nothing. */
  error: unknown;
  /** The field of the request that the message is wanted for, where one request says several things. */
  field?: string;
  id?: string;
}

/** Says that a choice was not saved, beside the control that has gone back. */
export function SaveProblem({ error, field, id }: SaveProblemProps) {
  if (error === null) return null;
  return (
    <p role="alert" id={id} className={styles.problem}>
      {t("not-saved", { reason: field === undefined ? sentenceOf(error) : fieldSentenceOf(error, field) })}
    </p>
  );
}
