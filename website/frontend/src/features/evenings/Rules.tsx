import { t } from "words:evenings";
import { type ReactNode, useId } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { EveningRule, EveningRules } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { timesOfDay } from "@/lib/timesOfDay";
import { clockTime } from "@/lib/zones";
import { type Rule, useRules, useSaveRule } from "./api/useRules";
import { callTimes, chancesBelow, mostAsked, thresholds } from "./choices";
import styles from "./Rules.module.css";

const A_MONDAY = Date.UTC(2024, 0, 1);
const A_DAY = 24 * 60 * 60 * 1000;

/** For admins: whether people meet on a weekday, when, how many are enough, and when a call begins by itself. */
export function Rules() {
  const admin = useAccess().data?.is_admin ?? false;
  return admin ? <Weekdays /> : null;
}

function Weekdays() {
  const query = useRules();
  const { data } = query;
  return (
    <Card heading={t("weekdays")} busy={query.isPending}>
      <p className={styles.note}>{t("weekdays-note")}</p>
      {data ? (
        <ul className={styles.list}>
          {data.rules.map((rule) => (
            <Weekday key={rule.weekday} stored={rule} defaults={data.defaults} />
          ))}
        </ul>
      ) : query.isError ? (
        <div className={styles.problem} role="alert">
          <p>{sentenceOf(query.error)}</p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      ) : (
        <Skeleton>{t("weekdays-note")}</Skeleton>
      )}
    </Card>
  );
}

interface WeekdayProps {
  stored: EveningRule;
  defaults: EveningRules["defaults"];
}

/** One weekday. What is chosen is saved at once, and goes back where it is refused. */
function Weekday({ stored, defaults }: WeekdayProps) {
  const headingId = useId();
  const locale = viewerLocale();
  const save = useSaveRule();
  const { updated_at: _, ...known } = stored;
  const rule: Rule = save.isPending ? save.variables : known;
  const start = rule.starts_at ?? defaults.starts_at;
  const day = dateFormat(locale, { weekday: "long", timeZone: "UTC" }).format(
    A_MONDAY + rule.weekday * A_DAY,
  );

  function change(part: Partial<Rule>) {
    save.mutate({ ...rule, ...part });
  }

  const usualStart = t("as-set", { value: clockTime(defaults.starts_at, locale) });
  return (
    <li>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a line */}
      <div role="group" aria-labelledby={headingId} className={styles.weekday}>
        <h3 id={headingId} className={styles.day}>
          {day}
        </h3>
        <Switch label={t("session")} checked={rule.session} onChange={(session) => change({ session })} />
        {rule.session && (
          <div className={styles.fields}>
            <Choice label={t("start")} value={rule.starts_at} onChoose={(starts_at) => change({ starts_at })}>
              <option value="">{usualStart}</option>
              {timesOfDay(rule.starts_at ?? defaults.starts_at).map((time) => (
                <option key={time} value={time}>
                  {clockTime(time, locale)}
                </option>
              ))}
            </Choice>
            <Choice
              label={t("enough")}
              value={rule.threshold}
              onChoose={(number) => change({ threshold: number === null ? null : Number(number) })}
            >
              <option value="">{t("as-set", { value: defaults.threshold.toString() })}</option>
              {thresholds(rule.threshold).map((number) => (
                <option key={number} value={number}>
                  {number}
                </option>
              ))}
            </Choice>
            <Choice label={t("call-at")} value={rule.call_at} onChoose={(call_at) => change({ call_at })}>
              <option value="">{t("never")}</option>
              {callTimes(start, rule.call_at).map((time) => (
                <option key={time} value={time}>
                  {clockTime(time, locale)}
                </option>
              ))}
            </Choice>
            {rule.call_at !== null && (
              <Choice
                label={t("call-below")}
                value={rule.call_below}
                onChoose={(number) => change({ call_below: number === null ? null : Number(number) })}
              >
                <option value="">{t("any-chance")}</option>
                {chancesBelow(rule.call_below).map((number) => (
                  <option key={number} value={number}>
                    {t("per-cent", { number })}
                  </option>
                ))}
              </Choice>
            )}
            {rule.call_at !== null && (
              <Choice
                label={t("ask-at-most")}
                value={rule.call_most}
                onChoose={(number) => change({ call_most: number === null ? null : Number(number) })}
              >
                <option value="">{t("as-many")}</option>
                {mostAsked(rule.call_most).map((number) => (
                  <option key={number} value={number}>
                    {number}
                  </option>
                ))}
              </Choice>
            )}
          </div>
        )}
        <SaveProblem error={save.error} field="rules" />
      </div>
    </li>
  );
}

interface ChoiceProps {
  label: string;
  /** Null is the first option's. */
  value: string | number | null;
  onChoose: (value: string | null) => void;
  children: ReactNode;
}

function Choice({ label, value, onChoose, children }: ChoiceProps) {
  return (
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChoose(event.target.value === "" ? null : event.target.value)}
        className={styles.input}
      >
        {children}
      </select>
    </label>
  );
}
