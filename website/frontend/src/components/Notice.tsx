import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface NoticeProps {
  tone?: "calm" | "problem";
  /** The one thing to do next. */
  action?: ReactNode;
  children: ReactNode;
}

/** One sentence about the page as a whole or about one part of it, with at most one thing to do. */
export function Notice({ tone = "calm", action, children }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === "problem" ? "alert" : undefined}>
      <p>{children}</p>
      {action}
    </div>
  );
}
