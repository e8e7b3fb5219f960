import { type FormEvent, useId, useState } from "react";
import { fieldSentenceOf } from "@/api/errors";
import { Button } from "@/components/Button";
import { useCreatePlayer } from "./api/usePlayers";
import styles from "./Profile.module.css";

const SHORTEST_NAME = 2;

/** For those whom no profile matches: a player profile of their own, linked at once. */
export function CreatePlayer({ nameProposal }: { nameProposal: string }) {
  const [name, setName] = useState(nameProposal);
  const fits = name.trim().length >= SHORTEST_NAME;
  const create = useCreatePlayer();
  const fieldId = useId();
  const problemId = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!create.isPending && fits) create.mutate(name.trim());
  }

  return (
    <form onSubmit={submit} className={styles.create} noValidate>
      <h3 className={styles.listHeading}>Not in the list?</h3>
      <div className={styles.field}>
        <label htmlFor={fieldId}>Player name</label>
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
          <Button type="submit" isDisabled={create.isPending || !fits}>
            {create.isPending ? "Creating…" : "Create profile"}
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
