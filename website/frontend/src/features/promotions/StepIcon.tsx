import styles from "./StepIcon.module.css";
import type { StepState } from "./states";

/** How a step of the timeline stands, by its shape. Decorative; the word stands beside it. */
export function StepIcon({ state }: { state: StepState }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      className={`${styles.icon} ${styles[state]}`}
    >
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { state: StepState }) {
  const ring = <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />;
  switch (state) {
    case "waiting":
      return ring;
    case "sending":
      return (
        <>
          {ring}
          <circle cx="10" cy="10" r="3.5" fill="currentColor" />
        </>
      );
    case "sent":
      return (
        <>
          <circle cx="10" cy="10" r="8.5" fill="currentColor" />
          <path d="m6 10.2 2.8 2.8L14 7.4" fill="none" className={styles.cut} />
        </>
      );
    case "partial":
      return (
        <>
          {ring}
          <path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor" />
        </>
      );
    case "failed":
      return (
        <>
          <circle cx="10" cy="10" r="8.5" fill="currentColor" />
          <path d="m7 7 6 6m0-6-6 6" fill="none" className={styles.cut} />
        </>
      );
    default:
      return (
        <>
          {ring}
          <path d="M6.5 10h7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </>
      );
  }
}
