import { t } from "words:channels";
import { type ReactNode, useEffect, useState } from "react";
import { SaveProblem } from "@/components/SaveProblem";
import styles from "./Setting.module.css";

/** Long enough to be seen, short enough to be gone before the next change. */
const SHOWN_FOR = 3_000;

interface Change {
  isSuccess: boolean;
  submittedAt: number;
  error: unknown;
}

interface SettingProps {
  /** The change that the control makes; its latest one is spoken of. */
  change: Change;
  /** The field of the request, as in `SaveProblem`. */
  field: string;
  problemId?: string;
  children: ReactNode;
}

/** One setting: its control, and for a moment that it was saved, or why it was not. */
export function Setting({ change, field, problemId, children }: SettingProps) {
  const saved = useJustSaved(change);
  return (
    <div className={styles.setting}>
      {children}
      <p role="status" className={styles.saved}>
        {saved && t("saved")}
      </p>
      <SaveProblem
        error={change.error}
        field={field}
        {...(problemId === undefined ? {} : { id: problemId })}
      />
    </div>
  );
}

/** True for a moment after each change that was saved. */
function useJustSaved({ isSuccess, submittedAt }: Change): boolean {
  const [shown, setShown] = useState<number | null>(null);
  useEffect(() => {
    if (!isSuccess) return;
    setShown(submittedAt);
    const timer = window.setTimeout(() => setShown(null), SHOWN_FOR);
    return () => window.clearTimeout(timer);
  }, [isSuccess, submittedAt]);
  return isSuccess && shown === submittedAt;
}
