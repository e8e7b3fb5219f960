import { t } from "words:away";
import { type ChangeEvent, useState } from "react";
import type { Away, IsoDate } from "@/api/types";
import { Switch } from "@/components/Switch";
import { viewerLocale } from "@/lib/browser";
import { addDays, formatDate } from "@/lib/dates";
import { useSayAway } from "./api/useSayAway";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";

/** Days that one is away at first, and at most, once it is switched on. */
const USUAL = 7;
const MOST = 366;

interface AwaySettingProps {
  away: Away;
  today: IsoDate;
}

/** Until when nobody asks one anything; for oneself alone. */
export function AwaySetting({ away, today }: AwaySettingProps) {
  const say = useSayAway();
  const until = say.isPending ? say.variables : away.until;
  return (
    <Setting change={say} field="until">
      <Switch
        label={t("away")}
        hint={t("away-hint")}
        checked={until !== null}
        onChange={(on) => say.mutate(on ? addDays(today, USUAL) : null)}
      />
      {until !== null && <BackOn until={until} today={today} onSay={say.mutate} />}
      {until !== null && away.answered_days.length > 0 && !say.isPending && (
        <p className={styles.hint}>{t("answered", { days: listOf(away.answered_days) })}</p>
      )}
    </Setting>
  );
}

interface BackOnProps {
  until: IsoDate;
  today: IsoDate;
  onSay: (until: IsoDate) => void;
}

/** A date chosen is saved; one that is being typed, once it is one on which somebody can come back. */
function BackOn({ until, today, onSay }: BackOnProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const first = addDays(today, 1);
  const last = addDays(today, MOST);

  function type(event: ChangeEvent<HTMLInputElement>) {
    const date = event.target.value;
    const counts = first <= date && date <= last;
    setTyped(counts ? null : date);
    if (counts && date !== until) onSay(date);
  }

  return (
    <Field label={t("back-on")} beside>
      <input
        type="date"
        min={first}
        max={last}
        value={typed ?? until}
        onChange={type}
        onBlur={() => setTyped(null)}
        className={styles.input}
      />
    </Field>
  );
}

function listOf(days: readonly IsoDate[]): string {
  const locale = viewerLocale();
  return new Intl.ListFormat(locale).format(days.map((day) => formatDate(day, "short", locale)));
}
