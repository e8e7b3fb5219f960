import { t } from "words:history";
import type { ReactNode } from "react";
import type { EveningState } from "./evenings";
import styles from "./History.module.css";

const SHAPES: Record<EveningState, ReactNode> = {
  played: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.8 8.2 2.3 2.3 4.2-4.6" fill="none" stroke="var(--card)" strokeWidth="1.8" />
    </>
  ),
  short: <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />,
  "no-session": <path d="M3 8h10" stroke="currentColor" strokeWidth="2" />,
  unknown: (
    <path
      d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.4v.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
    />
  ),
  open: (
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2.5 2.2" />
  ),
};

const WORDS = {
  played: "played",
  short: "short",
  "no-session": "no-session",
  unknown: "unknown",
  open: "open",
} as const satisfies Record<EveningState, string>;

/** How an evening is called that was like this. */
export function stateInWords(state: EveningState): string {
  return t(WORDS[state]);
}

/** What an evening was like, by shape as well as colour; decorative, the words stand beside it. */
export function EveningMark({ state }: { state: EveningState }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles[state]}>
      {SHAPES[state]}
    </svg>
  );
}
