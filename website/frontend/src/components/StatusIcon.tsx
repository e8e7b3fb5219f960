import type { Status } from "@/api/types";
import styles from "./StatusIcon.module.css";

/** A status by its shape: filled disc, ring, half disc, dash. Decorative; the label stands beside it. */
export function StatusIcon({ status }: { status: Status }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      className={`${styles.icon} ${styles[status]}`}
    >
      <Shape status={status} />
    </svg>
  );
}

function Shape({ status }: { status: Status }) {
  switch (status) {
    case "LOOKING":
      return <circle cx="8" cy="8" r="6" fill="currentColor" />;
    case "AVAILABLE":
      return <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2.2" />;
    case "MAYBE":
      return (
        <>
          <circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M8 2.8a5.2 5.2 0 0 0 0 10.4z" fill="currentColor" />
        </>
      );
    case "NOT_PLAYING":
      return <path d="M3 8h10" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />;
  }
}
