import { t } from "words:rights";
import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { RightHolder, Tier } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import form from "@/components/Form.module.css";
import { SaveProblem } from "@/components/SaveProblem";
import { useDebounced } from "@/lib/useDebounced";
import { SHORTEST_SEARCH, usePeopleSearch, useSetRight } from "./api/useRights";
import { nameOf } from "./Rights";
import styles from "./Rights.module.css";

const SEARCH_AFTER = 250;

/** Finds whoever signed in, or an account by its id, and gives them a right. */
export function GiveRight({ grantable }: { grantable: Tier[] }) {
  const [text, setText] = useState("");
  const searched = useDebounced(text.trim(), SEARCH_AFTER);
  const search = usePeopleSearch(searched);
  const [said, setSaid] = useState("");
  const fieldId = useId();
  const people = searched.length < SHORTEST_SEARCH ? undefined : search.data?.people;
  return (
    <Card heading={t("give")}>
      <div className={form.field}>
        <label htmlFor={fieldId}>{t("find-label")}</label>
        <input
          id={fieldId}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder={t("find-by")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={form.input}
        />
      </div>
      {search.isError && (
        <p role="alert" className={form.problem}>
          {sentenceOf(search.error)}
        </p>
      )}
      {people?.length === 0 && (
        <p role="status" className={styles.quiet}>
          {t("none-matches", { text: searched })}
        </p>
      )}
      {people !== undefined && people.length > 0 && (
        <ul className={styles.list} aria-label={t("results")}>
          {people.map((person) => (
            <Found
              key={person.discord_user_id}
              person={person}
              grantable={grantable}
              onGiven={(tier) => setSaid(t("has-it", { name: nameOf(person), tier: t("tier", { tier }) }))}
            />
          ))}
        </ul>
      )}
      <p role="status" className={styles.quiet}>
        {said}
      </p>
    </Card>
  );
}

interface FoundProps {
  person: RightHolder;
  grantable: Tier[];
  onGiven: (tier: Tier) => void;
}

function Found({ person, grantable, onGiven }: FoundProps) {
  const setRight = useSetRight();
  const name = nameOf(person);
  return (
    <li className={styles.holder}>
      <div className={styles.who}>
        <span className={styles.name}>{name}</span>
        <span className={styles.quiet}>
          {person.user_id === null
            ? t("never-signed-in")
            : person.username !== null && t("handle", { username: person.username })}
        </span>
      </div>
      <div className={styles.actions}>
        {person.tier !== null && <span className={styles.fixed}>{t("tier", { tier: person.tier })}</span>}
        {person.can_change &&
          grantable
            .filter((tier) => tier !== person.tier)
            .map((tier) => (
              <Button
                key={tier}
                isDisabled={setRight.isPending}
                aria-label={t("make-named", { tier, name })}
                onPress={() =>
                  setRight.mutate(
                    { discordUserId: person.discord_user_id, tier },
                    { onSuccess: () => onGiven(tier) },
                  )
                }
              >
                {t("make", { tier })}
              </Button>
            ))}
      </div>
      <SaveProblem error={setRight.isError ? setRight.error : null} />
    </li>
  );
}
