import { t } from "words:usual";
import { useId } from "react";
import type { Status, UsualWeekday } from "@/api/types";
import { useUsual, usualWords } from "@/api/usual";
import { ByWeekday, Weekday } from "@/components/ByWeekday";
import { Select } from "@/components/Select";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { STATUSES, statusLabel } from "@/lib/statuses";
import { weekdayName } from "@/lib/weekdays";
import { type UsualSetting, useSaveUsual } from "./api/useSaveUsual";
import styles from "./UsualSettings.module.css";

const MODES = [
  ["suggest", "mode-suggest"],
  ["answer", "mode-answer"],
  ["off", "mode-off"],
] as const satisfies readonly [UsualWeekday["mode"], string][];

/** What the viewer mostly answers, by weekday: suggested, given for them, or neither. Saved as it changes. */
export function UsualSettings() {
  const query = useUsual(0); // it may have stopped since
  return (
    <ByWeekday heading={t("heading")} note={t("note")} query={query}>
      {(data) => data.weekdays.map((weekday) => <UsualOf key={weekday.weekday} stored={weekday} />)}
    </ByWeekday>
  );
}

/** One weekday. What is chosen is saved at once, and goes back where it is refused. */
function UsualOf({ stored }: { stored: UsualWeekday }) {
  const hintId = useId();
  const save = useSaveUsual();
  const { weekday } = stored;
  const set: UsualSetting = save.isPending ? save.variables : stored;
  const change = (changed: Partial<UsualSetting>) =>
    save.mutate({ weekday, mode: set.mode, status: set.status, ...changed });
  const hint = hintOf(stored, set);
  return (
    <Weekday weekday={weekday} error={save.error} field="weekdays">
      <div className={styles.fields}>
        <Select
          aria-label={t("mode", { weekday: weekdayName(weekday) })}
          aria-describedby={hint === "" ? undefined : hintId}
          value={set.mode}
          onChoose={(mode) => change({ mode: mode as UsualWeekday["mode"] })}
        >
          {MODES.map(([mode, label]) => (
            <option key={mode} value={mode}>
              {t(label)}
            </option>
          ))}
        </Select>
        {set.mode !== "off" && (
          <Select
            aria-label={t("which")}
            value={set.status ?? ""}
            onChoose={(status) => change({ status: (status || null) as Status | null })}
          >
            <option value="">{t(stored.suggestion ? "as-suggested" : "not-known")}</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {statusLabel(status)}
              </option>
            ))}
          </Select>
        )}
      </div>
      {hint !== "" && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </Weekday>
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
