import { t } from "words:evenings";
import { type ReactNode, useId } from "react";
import { useAccess } from "@/api/queries";
import type { EveningRule, EveningRules } from "@/api/types";
import { ByWeekday, Weekday } from "@/components/ByWeekday";
import { Select } from "@/components/Select";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { timesOfDay } from "@/lib/timesOfDay";
import { clockTime } from "@/lib/zones";
import { type Rule, useRules, useSaveRule } from "./api/useRules";
import { callTimes, chancesBelow, mostAsked, thresholds } from "./choices";
import styles from "./Rules.module.css";

/** For admins: whether people meet on a weekday, when, how many are enough, and when a call begins by itself. */
export function Rules() {
  const admin = useAccess().data?.is_admin ?? false;
  return admin ? <Weekdays /> : null;
}

function Weekdays() {
  return (
    <ByWeekday heading={t("weekdays")} note={t("weekdays-note")} query={useRules()}>
      {(data) =>
        data.rules.map((rule) => <RuleOf key={rule.weekday} stored={rule} defaults={data.defaults} />)
      }
    </ByWeekday>
  );
}

interface RuleOfProps {
  stored: EveningRule;
  defaults: EveningRules["defaults"];
}

/** One weekday. What is chosen is saved at once, and goes back where it is refused. */
function RuleOf({ stored, defaults }: RuleOfProps) {
  const locale = viewerLocale();
  const save = useSaveRule();
  const { updated_at: _, ...known } = stored;
  const rule: Rule = save.isPending ? save.variables : known;
  const start = rule.starts_at ?? defaults.starts_at;

  function change(part: Partial<Rule>) {
    save.mutate({ ...rule, ...part });
  }

  const usualStart = t("as-set", { value: clockTime(defaults.starts_at, locale) });
  return (
    <Weekday weekday={rule.weekday} error={save.error} field="rules">
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
    </Weekday>
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
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <Select id={id} value={value ?? ""} onChoose={(chosen) => onChoose(chosen === "" ? null : chosen)}>
        {children}
      </Select>
    </div>
  );
}
