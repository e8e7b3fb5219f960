import { t } from "words:planning";
import { type FormEvent, useId, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { fieldSentenceOf, sentenceOf } from "@/api/errors";
import type { NameSuggestion, PlanningSession } from "@/api/types";
import { Button } from "@/components/Button";
import { useSuggest, useVote } from "./api/useRoom";
import room from "./PlanningRoom.module.css";
import styles from "./TeamNames.module.css";
import { ranked, winningNames } from "./words";

const SHOWN_AT_FIRST = 5;

/** Suggested names, most votes first; one press votes. */
export function TeamNames({ session }: { session: PlanningSession }) {
  const [all, setAll] = useState(false);
  const vote = useVote();
  const names = ranked(session.suggestions);
  const leading = winningNames(names);
  const shown = all ? names : names.filter((each, index) => index < SHOWN_AT_FIRST || each.voted_by_me);
  return (
    <section className={room.section} aria-label={t("name-for-tonight")}>
      <h2 className={room.heading}>{t("name-for-tonight")}</h2>
      {names.length === 0 && <p className={room.quiet}>{t("no-name")}</p>}
      {names.length > 0 && (
        <ol className={styles.names}>
          {shown.map((suggestion) => (
            <li key={suggestion.id}>
              <Name
                suggestion={suggestion}
                leads={leading.includes(suggestion)}
                onVote={() => vote.mutate(suggestion.id)}
              />
            </li>
          ))}
        </ol>
      )}
      {names.length > SHOWN_AT_FIRST && (
        <div className={room.actions}>
          <Button look="quiet" aria-expanded={all} onPress={() => setAll(!all)}>
            {all ? t("fewer-names") : t("all-names", { count: names.length })}
          </Button>
        </div>
      )}
      {vote.isError && (
        <p role="alert" className={room.problem}>
          {t("not-voted", { problem: sentenceOf(vote.error) })}
        </p>
      )}
      <SuggestName onSuggested={() => setAll(true)} />
    </section>
  );
}

interface NameProps {
  suggestion: NameSuggestion;
  leads: boolean;
  onVote: () => void;
}

function Name({ suggestion, leads, onVote }: NameProps) {
  const { name, votes, voted_by_me, suggested_by_name } = suggestion;
  return (
    <ToggleButton isSelected={voted_by_me} onChange={(chosen) => chosen && onVote()} className={styles.name}>
      <span className={styles.words}>
        <bdi className={styles.text}>{name}</bdi>
        <span className={styles.from}>
          {leads
            ? t.rich("leading-from", {
                leading: <strong>{t("leading")}</strong>,
                name: <bdi>{suggested_by_name}</bdi>,
              })
            : t.rich("from", { name: <bdi>{suggested_by_name}</bdi> })}
        </span>
      </span>
      <span className={styles.votes}>
        {t.rich("votes", { count: votes, number: <strong>{votes}</strong> })}
        {voted_by_me && <span className={styles.mine}>{t("with-yours")}</span>}
      </span>
    </ToggleButton>
  );
}

function SuggestName({ onSuggested }: { onSuggested: () => void }) {
  const [name, setName] = useState("");
  const suggest = useSuggest();
  const fieldId = useId();
  const problemId = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (suggest.isPending || name.trim() === "") return;
    suggest.mutate(name, {
      onSuccess: () => {
        setName("");
        onSuggested();
      },
    });
  }

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <label htmlFor={fieldId} className={room.quiet}>
        {t("suggest")}
      </label>
      <div className={styles.inputLine}>
        <input
          id={fieldId}
          dir="auto"
          autoComplete="off"
          maxLength={100}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            if (!suggest.isPending) suggest.reset();
          }}
          aria-invalid={suggest.isError}
          aria-describedby={suggest.isError ? problemId : undefined}
          className={styles.input}
        />
        <Button type="submit" aria-disabled={suggest.isPending}>
          {suggest.isPending ? t("adding") : t("add")}
        </Button>
      </div>
      {suggest.isError && (
        <p id={problemId} role="alert" className={room.problem}>
          {fieldSentenceOf(suggest.error, "name")}
        </p>
      )}
    </form>
  );
}
