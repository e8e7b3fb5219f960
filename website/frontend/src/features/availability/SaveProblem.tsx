import { sentenceOf } from "@/api/errors";
import styles from "./SaveProblem.module.css";

/** Says that an answer was not saved, beside the control whose choice has gone back. */
export function SaveProblem({ error }: { error: unknown }) {
  return (
    <p role="alert" className={styles.problem}>
      Not saved. {sentenceOf(error)}
    </p>
  );
}
