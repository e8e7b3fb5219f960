import { t } from "words:channels";
import { type ChangeEvent, useId, useState } from "react";
import { Button } from "@/components/Button";
import { deviceZone } from "@/lib/browser";
import { useChangeZone } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { Setting } from "./Setting";
import { useDraft } from "./useDraft";
import { findZone, isNamed, zoneName, zonesWith } from "./zoneNames";

interface ZoneFieldProps {
  /** The zone that counts, chosen or not. */
  chosen: string;
  communityZone: string;
}

/** The person's time zone: by which quiet hours are judged and times are written. */
export function ZoneField({ chosen, communityZone }: ZoneFieldProps) {
  const device = deviceZone();
  const here = device !== null && isNamed(device) ? device : null;
  const [zones] = useState(() => zonesWith(chosen, communityZone, ...(here === null ? [] : [here])));
  const [unknown, setUnknown] = useState<string | null>(null);
  const change = useChangeZone();
  const listId = useId();
  const problemId = useId();

  function save(zone: string) {
    setUnknown(null);
    if (zone !== chosen) change.mutate(zone);
  }

  const draft = useDraft(zoneName(chosen), (text) => {
    const zone = findZone(text, zones);
    if (zone === null) setUnknown(text);
    else save(zone);
  });

  function type(event: ChangeEvent<HTMLInputElement>) {
    // A zone chosen from the list is there at once and in full.
    const zone = zones.find((candidate) => zoneName(candidate) === event.target.value);
    if (zone === undefined) {
      draft.props.onChange(event);
      return;
    }
    draft.setDraft(null);
    save(zone);
  }

  return (
    <Setting change={change} field="timezone">
      <div className={styles.inputLine}>
        <Field label={t("zone")}>
          <input
            list={listId}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={unknown !== null}
            aria-describedby={unknown === null ? undefined : problemId}
            {...draft.props}
            onChange={type}
            onFocus={(event) => event.target.select()}
            className={styles.input}
          />
        </Field>
        {here !== null && here !== chosen && (
          <Button onPress={() => save(here)}>{t("zone-here", { zone: zoneName(here) })}</Button>
        )}
      </div>
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zoneName(zone)} />
        ))}
      </datalist>
      {unknown !== null && (
        <p id={problemId} role="alert" className={styles.problem}>
          {t("zone-unknown", { text: unknown })}
        </p>
      )}
    </Setting>
  );
}
