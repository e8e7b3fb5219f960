import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import styles from "./TurnoutChart.module.css";
import { averagePercent, FEWEST_TO_COMPARE, type Turnout, turnoutInWords } from "./turnout";

/** Units of the drawing: a bar and its gap are one wide, the tallest is this high. */
const HEIGHT = 10;
const BAR = 0.64;

/** How many came to voice of those expected, a bar a campaign. The table beside it has the same numbers. */
export function TurnoutChart({ turnouts }: { turnouts: readonly Turnout[] }) {
  const first = turnouts[0];
  const last = turnouts.at(-1);
  if (!first || !last || turnouts.length < FEWEST_TO_COMPARE) {
    return <p className={styles.quiet}>Once voice was read for two campaigns, they are compared here.</p>;
  }
  const most = Math.max(...turnouts.map((turnout) => turnout.expected));
  const date = (day: string) => formatDate(day, "short", viewerLocale());
  return (
    <>
      <p>
        <span className={styles.figure}>{averagePercent(turnouts)} %</span>{" "}
        <span className={styles.quiet}>came to voice over {turnouts.length} campaigns</span>
      </p>
      <div className={styles.plot}>
        <span className={styles.most} aria-hidden="true">
          {most}
        </span>
        <svg
          role="img"
          aria-label={turnoutInWords(turnouts)}
          viewBox={`0 0 ${turnouts.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={styles.bars}
        >
          {turnouts.map((turnout, index) => (
            <g key={turnout.id}>
              <Bar at={index} share={turnout.expected / most} className={styles.expected} />
              <Bar at={index} share={turnout.present / most} className={styles.present} />
            </g>
          ))}
        </svg>
      </div>
      <p className={styles.axis} aria-hidden="true">
        <span>{date(first.date)}</span>
        <span>{date(last.date)}</span>
      </p>
      <p className={styles.legend} aria-hidden="true">
        <span className={styles.keyPresent}>In voice</span>
        <span className={styles.keyExpected}>Expected</span>
      </p>
    </>
  );
}

function Bar({ at, share, className }: { at: number; share: number; className: string | undefined }) {
  const height = share * HEIGHT;
  return (
    <rect x={at + (1 - BAR) / 2} y={HEIGHT - height} width={BAR} height={height} className={className} />
  );
}
