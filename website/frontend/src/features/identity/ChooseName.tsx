import { t } from "words:identity";
import { type FormEvent, useId, useState } from "react";
import { fieldSentenceOf, sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { OwnNames } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { useChooseName, useNames } from "./api/useNames";
import styles from "./Profile.module.css";

const SHORTEST_NAME = 2;

interface ChooseNameProps {
  onTaken: (name: string) => void;
}

/** Another name for the viewer: a new one, or one that they had. */
export function ChooseName({ onTaken }: ChooseNameProps) {
  const names = useNames();
  if (names.data) return <Choice names={names.data} onTaken={onTaken} />;
  if (names.error === null) {
    return (
      <p aria-busy="true">
        <Skeleton>{t("loading")}</Skeleton>
      </p>
    );
  }
  return (
    <div className={styles.listError}>
      <p role="alert" className={styles.problem}>
        {t("names-not-loaded", { reason: sentenceOf(names.error) })}
      </p>
      <Button onPress={() => void names.refetch()}>{t("try-again")}</Button>
    </div>
  );
}

function Choice({ names, onTaken }: { names: OwnNames; onTaken: (name: string) => void }) {
  const [name, setName] = useState(names.name);
  const choose = useChooseName(onTaken);
  const zone = useViewerZone();
  const fieldId = useId();
  const problemId = useId();
  const free = names.next_change_at === null;
  const fits = name.trim().length >= SHORTEST_NAME && name.trim() !== names.name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!choose.isPending && fits) choose.mutate(name.trim());
  }

  if (!free) {
    const format = dateFormat(viewerLocale(), { day: "numeric", month: "long", timeZone: zone });
    return <p>{t("names-again", { date: format.format(new Date(names.next_change_at ?? 0)) })}</p>;
  }
  return (
    <form onSubmit={submit} className={styles.part} noValidate>
      <div className={styles.field}>
        <label htmlFor={fieldId}>{t("new-name")}</label>
        <div className={styles.inputLine}>
          <input
            id={fieldId}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              choose.reset();
            }}
            aria-invalid={choose.isError}
            aria-describedby={choose.isError ? problemId : undefined}
            className={styles.input}
          />
          <Button type="submit" look="primary" isDisabled={choose.isPending || !fits}>
            {choose.isPending ? t("name-saving") : t("name-save")}
          </Button>
        </div>
        {choose.isError && (
          <p id={problemId} role="alert" className={styles.problem}>
            {fieldSentenceOf(choose.error, "name")}
          </p>
        )}
      </div>
      <p className={styles.quiet}>
        {t("name-hint")} {t("names-left", { left: names.changes_left })}
      </p>
      {names.others.length > 0 && (
        <div className={styles.field}>
          <h3 className={styles.listHeading}>{t("names-you-had")}</h3>
          <div className={styles.actions}>
            {names.others.map((other) => (
              <Button key={other} isDisabled={choose.isPending} onPress={() => choose.mutate(other)}>
                {t("take-name", { name: other })}
              </Button>
            ))}
          </div>
        </div>
      )}
    </form>
  );
}
