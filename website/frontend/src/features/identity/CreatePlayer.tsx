import { t } from "words:identity";
import { type FormEvent, useId, useState } from "react";
import { fieldSentenceOf } from "@/api/errors";
import { Button, type ButtonLook } from "@/components/Button";
import { useCreatePlayer } from "./api/usePlayers";
import styles from "./Profile.module.css";

const SHORTEST_NAME = 2;

interface CreatePlayerProps {
  question: string;
  look: ButtonLook;
  nameProposal: string;
  onLinked: (name: string) => void;
}

/** For those whom no profile matches: a player profile of their own, linked at once. */
export function CreatePlayer({ question, look, nameProposal, onLinked }: CreatePlayerProps) {
  const [name, setName] = useState(nameProposal);
  const fits = name.trim().length >= SHORTEST_NAME;
  const create = useCreatePlayer(onLinked);
  const fieldId = useId();
  const problemId = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!create.isPending && fits) create.mutate(name.trim());
  }

  return (
    <form onSubmit={submit} className={styles.part} noValidate>
      <h3 className={styles.listHeading}>{question}</h3>
      <div className={styles.field}>
        <label htmlFor={fieldId}>{t("player-name")}</label>
        <div className={styles.inputLine}>
          <input
            id={fieldId}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              create.reset();
            }}
            aria-invalid={create.isError}
            aria-describedby={create.isError ? problemId : undefined}
            className={styles.input}
          />
          <Button type="submit" look={look} isDisabled={create.isPending || !fits}>
            {create.isPending ? t("creating") : t("create")}
          </Button>
        </div>
        {create.isError && (
          <p id={problemId} role="alert" className={styles.problem}>
            {fieldSentenceOf(create.error, "name")}
          </p>
        )}
      </div>
    </form>
  );
}
