import { t } from "words:players";
import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { PlayerProfile } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Select } from "@/components/Select";
import { Skeleton } from "@/components/Skeleton";
import { withoutColourCodes } from "@/lib/names";
import { ratingText } from "@/lib/numbers";
import { useDebounced } from "@/lib/useDebounced";
import { type Linked, useProfiles } from "./api/useProfiles";
import { EditPlayer } from "./EditPlayer";
import { ImportPlayers } from "./ImportPlayers";
import styles from "./Players.module.css";

const SEARCH_AFTER = 250;
const CHOICES: readonly [string, Linked][] = [
  ["all", null],
  ["yes", true],
  ["no", false],
];

/** For admins: everybody who plays here, changed one by one or by a file. */
export function Players() {
  return (
    <div className={styles.cards}>
      <PlayerList />
      <ImportPlayers />
    </div>
  );
}

function PlayerList() {
  const [text, setText] = useState("");
  const [choice, setChoice] = useState("all");
  const searched = useDebounced(text.trim(), SEARCH_AFTER);
  const players = useProfiles(searched, CHOICES.find(([name]) => name === choice)?.[1] ?? null);
  const listed = players.data?.pages.flatMap((page) => page.players);
  const fieldId = useId();
  const choiceId = useId();
  return (
    <Card heading={t("players")} busy={players.isPending}>
      <p className={styles.quiet}>{t("players-note")}</p>
      <div className={styles.search}>
        <div className={styles.field}>
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
            className={styles.input}
          />
        </div>
        <div className={styles.choice}>
          <label htmlFor={choiceId}>{t("show")}</label>
          <Select id={choiceId} value={choice} onChoose={setChoice}>
            {CHOICES.map(([name]) => (
              <option key={name} value={name}>
                {t("linked", { linked: name })}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {listed ? (
        listed.length > 0 ? (
          <ul className={styles.list} aria-label={t("list")}>
            {listed.map((player) => (
              <OnePlayer key={player.guid} player={player} />
            ))}
          </ul>
        ) : (
          <p role="status" className={styles.quiet}>
            {searched === "" ? t("nobody") : t("none-matches", { text: searched })}
          </p>
        )
      ) : players.error === null ? (
        <p className={styles.waiting}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.waiting}>
          <p role="alert" className={styles.problem}>
            {t("not-loaded", { reason: sentenceOf(players.error) })}
          </p>
          <Button onPress={() => void players.refetch()}>{t("try-again")}</Button>
        </div>
      )}
      {players.hasNextPage && (
        <div>
          {players.isFetchNextPageError && (
            <p role="alert" className={styles.problem}>
              {sentenceOf(players.error)}
            </p>
          )}
          <Button isDisabled={players.isFetchingNextPage} onPress={() => void players.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function OnePlayer({ player }: { player: PlayerProfile }) {
  const [open, setOpen] = useState(false);
  const editId = useId();
  const name = player.canonical_name;
  return (
    <li className={styles.player}>
      <div className={styles.row}>
        <PlayerWords player={player} />
        <Button
          aria-expanded={open}
          aria-controls={open ? editId : undefined}
          aria-label={t(open ? "close-named" : "edit-named", { name })}
          onPress={() => setOpen(!open)}
        >
          {t(open ? "close" : "edit")}
        </Button>
      </div>
      {open && <EditPlayer id={editId} player={player} />}
    </li>
  );
}

/** A player's name, and what else is known of them. */
export function PlayerWords({ player }: { player: PlayerProfile }) {
  const facts = [
    player.rating === null ? null : t("rating-is", { rating: ratingText(player.rating) }),
    player.aliases.length === 0
      ? null
      : t("also", { names: player.aliases.map(withoutColourCodes).join(", ") }),
    player.alts.length === 0
      ? null
      : t("alts-are", { count: player.alts.length, names: player.alts.map((alt) => alt.name).join(", ") }),
  ].filter((fact) => fact !== null);
  const { account } = player;
  return (
    <div className={styles.who}>
      <span className={styles.name}>{player.canonical_name}</span>
      {facts.length > 0 && <span className={styles.quiet}>{facts.join(" · ")}</span>}
      <span className={styles.quiet}>
        {account === null
          ? t("linked-to-nobody")
          : t(account.active ? "linked-to" : "linked-to-gone", {
              name: account.display_name || account.discord_user_id,
            })}
      </span>
    </div>
  );
}
