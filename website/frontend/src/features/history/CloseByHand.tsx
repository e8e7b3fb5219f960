import { t } from "words:history";
import { useState } from "react";
import type { EveningDetails } from "@/api/types";
import { Button } from "@/components/Button";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { useCloseEvening } from "./api/useHistory";
import styles from "./History.module.css";

/** For an evening of which nothing told: whether it was played, and who was there. */
export function CloseByHand({ details }: { details: EveningDetails }) {
  const { evening, people, others } = details;
  const close = useCloseEvening(evening.date);
  const [played, setPlayed] = useState(evening.played ?? false);
  // Before anybody has said so, whoever said yes was probably there.
  const [present, setPresent] = useState(
    () =>
      new Set(
        people
          ?.filter(({ came, said_yes }) => (evening.told_by === null ? said_yes || came : came))
          .map(({ user_id }) => user_id),
      ),
  );

  function mark(userId: number, there: boolean) {
    const next = new Set(present);
    if (there) next.add(userId);
    else next.delete(userId);
    setPresent(next);
  }

  const box = ({ user_id, display_name }: { user_id: number; display_name: string }) => (
    <li key={user_id}>
      <label className={styles.box}>
        <input
          type="checkbox"
          checked={present.has(user_id)}
          onChange={(event) => mark(user_id, event.target.checked)}
        />
        <span className={styles.name}>{display_name}</span>
      </label>
    </li>
  );

  return (
    <form
      className={styles.close}
      onSubmit={(event) => {
        event.preventDefault();
        close.mutate({ played, present: [...present] });
      }}
    >
      <h3 className={styles.group}>{t("close-title")}</h3>
      <p className={styles.quiet}>{t("close-hint")}</p>
      <Switch label={t("was-played")} checked={played} onChange={setPlayed} />
      <fieldset className={styles.boxes}>
        <legend>{t("was-there")}</legend>
        <ul>{people?.map(box)}</ul>
        {others.length > 0 && (
          <details className={styles.fold}>
            <summary>{t("others")}</summary>
            <ul>{others.map(box)}</ul>
          </details>
        )}
      </fieldset>
      <SaveProblem error={close.error} />
      <div className={styles.actions}>
        <Button type="submit" look="primary" isDisabled={close.isPending}>
          {t("save")}
        </Button>
        <span role="status" className={styles.quiet}>
          {close.isSuccess ? t("saved") : ""}
        </span>
      </div>
    </form>
  );
}
