import { fieldSentenceOf } from "@/api/errors";
import styles from "./Notifications.module.css";

interface SaveProblemProps {
  /** Null shows nothing. */
  error: unknown;
  /** The field of the request that the message is wanted for. */
  field: string;
  id?: string;
}

/** Says that a change was not saved, beside the control that has gone back. */
export function SaveProblem({ error, field, id }: SaveProblemProps) {
  if (error === null) return null;
  return (
    <p role="alert" id={id} className={styles.problem}>
      Not saved. {fieldSentenceOf(error, field)}
    </p>
  );
}
