import { t } from "words:usual";
import { useId } from "react";
import { sentenceOf } from "@/api/errors";
import type { Status, UsualWeekday } from "@/api/types";
import { useUsual, usualWords } from "@/api/usual";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { STATUS_LABELS, STATUSES } from "@/lib/statuses";
import { type UsualSetting, useSaveUsual } from "./api/useSaveUsual";
import styles from "./UsualSettings.module.css";

const A_MONDAY = Date.UTC(2024, 0, 1);
const A_DAY = 24 * 60 * 60 * 1000;
const MODES: readonly [UsualWeekday["mode"], string][] = [
  ["suggest", t("mode-suggest")],
  ["answer", t("mode-answer")],
  ["off", t("mode-off")],
];

/** What the viewer mostly answers, by weekday: suggested, given for them, or neither. Saved as it changes. */
export function UsualSettings() {
  const query = useUsual(0); // it may have stopped since
  const { data } = query;
  return (
    <Card heading={t("heading")} busy={query.isPending}>
      <p className={styles.note}>{t("note")}</p>
      {data ? (
        <ul className={styles.list}>
          {data.weekdays.map((weekday) => (
            <Weekday key={weekday.weekday} stored={weekday} />
          ))}
        </ul>
      ) : query.isError ? (
        <div className={styles.problem} role="alert">
          <p>{sentenceOf(query.error)}</p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      ) : (
        <Skeleton>{t("note")}</Skeleton>
      )}
    </Card>
  );
}

/** One weekday. What is chosen is saved at once, and goes back where it is refused. */
function Weekday({ stored }: { stored: UsualWeekday }) {
  const headingId = useId();
  const hintId = useId();
  const locale = viewerLocale();
  const save = useSaveUsual();
  const { weekday } = stored;
  const set: UsualSetting = save.isPending ? save.variables : stored;
  const name = dateFormat(locale, { weekday: "long", timeZone: "UTC" }).format(A_MONDAY + weekday * A_DAY);
  const change = (changed: Partial<UsualSetting>) =>
    save.mutate({ weekday, mode: set.mode, status: set.status, ...changed });
  const hint = hintOf(stored, set);
  return (
    <li>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a line */}
      <div role="group" aria-labelledby={headingId} className={styles.weekday}>
        <h3 id={headingId} className={styles.day}>
          {name}
        </h3>
        <div className={styles.fields}>
          <select
            aria-label={t("mode", { weekday: name })}
            aria-describedby={hint === "" ? undefined : hintId}
            value={set.mode}
            onChange={(event) => change({ mode: event.target.value as UsualWeekday["mode"] })}
            className={styles.input}
          >
            {MODES.map(([mode, label]) => (
              <option key={mode} value={mode}>
                {label}
              </option>
            ))}
          </select>
          {set.mode !== "off" && (
            <select
              aria-label={t("which")}
              value={set.status ?? ""}
              onChange={(event) => change({ status: (event.target.value || null) as Status | null })}
              className={styles.input}
            >
              <option value="">{t(stored.suggestion ? "as-suggested" : "not-known")}</option>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {STATUS_LABELS[status]}
                </option>
              ))}
            </select>
          )}
        </div>
        {hint !== "" && (
          <p id={hintId} className={styles.hint}>
            {hint}
          </p>
        )}
        <SaveProblem error={save.error} field="weekdays" />
      </div>
    </li>
  );
}

/** What is usual and what becomes of it, where the choices do not say. */
function hintOf({ suggestion, stopped_at }: UsualWeekday, { mode, status }: UsualSetting): string {
  if (mode === "off") return "";
  const hints: string[] = [];
  if (status === null && suggestion) {
    const { agreed, of } = suggestion;
    hints.push(t("suggested", { answer: t("words", usualWords(suggestion)), agreed, of }));
  }
  if (mode === "answer") {
    hints.push(t(status === null && !suggestion ? "answers-nothing" : "answers-from"));
  } else if (stopped_at !== null) {
    const date = dateFormat(viewerLocale(), { day: "numeric", month: "short" }).format(
      Date.parse(stopped_at),
    );
    hints.push(t("stopped", { date }));
  }
  return hints.join(" ");
}
