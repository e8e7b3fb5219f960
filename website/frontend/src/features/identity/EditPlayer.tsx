import { t } from "words:players";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { PlayerProfile } from "@/api/types";
import { Button } from "@/components/Button";
import { withoutColourCodes } from "@/lib/names";
import { useDebounced } from "@/lib/useDebounced";
import { type Change, useAccounts, useChangePlayer, useProfiles, useTakeBack } from "./api/useProfiles";
import { MergeDialog } from "./MergeDialog";
import styles from "./Players.module.css";

const SEARCH_AFTER = 250;
const MOST_FOUND = 5;

type Save = (change: Change, value?: string) => void;

/** What was done last, and the act that can be taken back. */
interface Done {
  sentence: string;
  actId: number | null;
}

/** Everything that can be changed of one player; what was done stands below it, with a way back. */
export function EditPlayer({ id, player }: { id: string; player: PlayerProfile }) {
  const change = useChangePlayer();
  const takeBack = useTakeBack();
  const [done, setDone] = useState<Done | null>(null);
  const save: Save = (wanted, value = "") => {
    takeBack.reset();
    setDone(null);
    change.mutate(wanted, { onSuccess: ({ act_id }) => say(wanted, value, act_id) });
  };
  const say = (wanted: Change, value: string, actId: number | null, changed = actId !== null) =>
    setDone({
      sentence: changed ? t("done", { what: wanted.what, value }) : t("nothing-changed"),
      actId,
    });
  const undo = (actId: number) =>
    takeBack.mutate(actId, { onSuccess: () => setDone({ sentence: t("undone"), actId: null }) });
  const busy = change.isPending || takeBack.isPending;
  const error = change.error ?? takeBack.error;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would repeat the name above it
    <div id={id} role="group" aria-label={player.canonical_name} className={styles.edit}>
      <div className={styles.fields}>
        <NameForm key={`name ${player.name}`} player={player} busy={busy} save={save} />
        <RatingForm key={`rating ${player.rating}`} player={player} busy={busy} save={save} />
      </div>
      <Aliases player={player} busy={busy} save={save} />
      <Alts player={player} busy={busy} save={save} />
      <WhoIsIt player={player} busy={busy} save={save} />
      <SamePerson player={player} busy={busy} onMerged={say} />
      <div role="status" className={styles.done}>
        {done !== null && <span>{done.sentence}</span>}
        {done !== null && done.actId !== null && (
          <Button isDisabled={busy} onPress={() => done.actId !== null && undo(done.actId)}>
            {t("undo")}
          </Button>
        )}
      </div>
      {error !== null && (
        <p role="alert" className={styles.problem}>
          {sentenceOf(error)}
        </p>
      )}
    </div>
  );
}

interface PartProps {
  player: PlayerProfile;
  busy: boolean;
  save: Save;
}

interface LineProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  button: string;
  onSubmit: () => void;
  isDisabled: boolean;
  numeric?: boolean;
}

/** A field with the button that saves it. */
function Line({ label, hint, value, onChange, button, onSubmit, isDisabled, numeric = false }: LineProps) {
  const fieldId = useId();
  const hintId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isDisabled) onSubmit();
  };
  return (
    <form onSubmit={submit} className={styles.field} noValidate>
      <label htmlFor={fieldId}>{label}</label>
      <div className={styles.line}>
        <input
          id={fieldId}
          autoComplete="off"
          spellCheck={false}
          maxLength={128}
          inputMode={numeric ? "decimal" : "text"}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-describedby={hint === undefined ? undefined : hintId}
          className={styles.input}
        />
        <Button type="submit" isDisabled={isDisabled}>
          {button}
        </Button>
      </div>
      {hint !== undefined && (
        <span id={hintId} className={styles.quiet}>
          {hint}
        </span>
      )}
    </form>
  );
}

function NameForm({ player, busy, save }: PartProps) {
  const [name, setName] = useState(player.name);
  const wanted = name.trim();
  return (
    <Line
      label={t("name")}
      hint={t("rename-hint")}
      value={name}
      onChange={setName}
      button={t("rename")}
      isDisabled={busy || wanted === "" || wanted === player.name}
      onSubmit={() => save({ what: "rename", guid: player.guid, value: wanted }, withoutColourCodes(wanted))}
    />
  );
}

function RatingForm({ player, busy, save }: PartProps) {
  const before = player.rating === null ? "" : String(player.rating);
  const [text, setText] = useState(before);
  const wanted = text.trim().replace(",", ".");
  const fits = wanted === "" || /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(wanted);
  const { guid } = player;
  return (
    <Line
      label={t("rating")}
      hint={fits ? t("rating-hint") : t("not-a-number")}
      value={text}
      onChange={setText}
      button={t("save-rating")}
      numeric
      isDisabled={busy || !fits || wanted === before}
      onSubmit={() =>
        wanted === ""
          ? save({ what: "clear-rating", guid })
          : save({ what: "rating", guid, rating: Number(wanted) }, wanted)
      }
    />
  );
}

function Part({ heading, children }: { heading: string; children: ReactNode }) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className={styles.part}>
      <h3 id={headingId} className={styles.heading}>
        {heading}
      </h3>
      {children}
    </section>
  );
}

function Aliases({ player, busy, save }: PartProps) {
  const [text, setText] = useState("");
  const alias = text.trim();
  const { guid } = player;
  return (
    <Part heading={t("aliases")}>
      {player.aliases.length > 0 && (
        <ul className={styles.small}>
          {player.aliases.map((each) => (
            <li key={each} className={styles.row}>
              <span className={styles.text}>{withoutColourCodes(each)}</span>
              <Button
                isDisabled={busy}
                aria-label={t("remove-named", { alias: withoutColourCodes(each) })}
                onPress={() => save({ what: "remove-alias", guid, value: each }, withoutColourCodes(each))}
              >
                {t("remove")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Line
        label={t("add-alias")}
        value={text}
        onChange={setText}
        button={t("add")}
        isDisabled={busy || alias === ""}
        onSubmit={() => {
          save({ what: "add-alias", guid, value: alias }, withoutColourCodes(alias));
          setText("");
        }}
      />
    </Part>
  );
}

function Alts({ player, busy, save }: PartProps) {
  if (player.alts.length === 0) return null;
  return (
    <Part heading={t("alts")}>
      <ul className={styles.small}>
        {player.alts.map(({ guid, name }) => (
          <li key={guid} className={styles.row}>
            <span className={styles.text}>{name}</span>
            <Button
              isDisabled={busy}
              aria-label={t("split-named", { name })}
              onPress={() => save({ what: "split", guid }, name)}
            >
              {t("split")}
            </Button>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function WhoIsIt({ player, busy, save }: PartProps) {
  const [text, setText] = useState("");
  const searched = useDebounced(text.trim(), SEARCH_AFTER);
  const accounts = useAccounts(searched);
  const found = text === "" || searched === "" ? undefined : accounts.data?.accounts.slice(0, MOST_FOUND);
  const { account, guid } = player;
  if (account !== null) {
    const name = account.display_name || account.discord_user_id;
    return (
      <Part heading={t("who-is-it")}>
        <div className={styles.row}>
          <span className={styles.text}>{name}</span>
          <Button
            isDisabled={busy}
            aria-label={t("unlink-named", { name })}
            onPress={() => save({ what: "unlink", guid })}
          >
            {t("unlink")}
          </Button>
        </div>
        {account.other_accounts.map((other) => (
          <div key={other} className={styles.row}>
            <span className={styles.text}>{t("signs-in-by", { account: other })}</span>
            <Button
              isDisabled={busy}
              aria-label={t("detach-named", { account: other })}
              onPress={() => save({ what: "detach", guid, value: other }, other)}
            >
              {t("detach")}
            </Button>
          </div>
        ))}
      </Part>
    );
  }
  return (
    <Part heading={t("who-is-it")}>
      <SearchField label={t("link-label")} placeholder={t("link-by")} value={text} onChange={setText} />
      {found?.length === 0 && (
        <p role="status" className={styles.quiet}>
          {t("no-account-matches", { text: searched })}
        </p>
      )}
      {found !== undefined && found.length > 0 && (
        <ul className={styles.small}>
          {found.map((each) => (
            <li key={each.user_id} className={styles.row}>
              <span className={styles.who}>
                <span className={styles.text}>{each.display_name}</span>
                {each.player_name !== null && (
                  <span className={styles.quiet}>{t("plays-as", { name: each.player_name })}</span>
                )}
              </span>
              <Button
                isDisabled={busy}
                aria-label={t("link-named", { name: each.display_name })}
                onPress={() => {
                  save({ what: "link", guid, userId: each.user_id }, each.display_name);
                  setText("");
                }}
              >
                {t("link")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

interface SamePersonProps {
  player: PlayerProfile;
  busy: boolean;
  onMerged: (change: Change, value: string, actId: number | null, changed: boolean) => void;
}

function SamePerson({ player, busy, onMerged }: SamePersonProps) {
  const [text, setText] = useState("");
  const [gone, setGone] = useState<PlayerProfile | null>(null);
  const searched = useDebounced(text.trim(), SEARCH_AFTER);
  const players = useProfiles(searched, null);
  const others = players.data?.pages[0]?.players.filter(({ guid }) => guid !== player.guid);
  const found = text === "" || searched === "" ? undefined : others?.slice(0, MOST_FOUND);
  const name = player.canonical_name;
  return (
    <Part heading={t("merge-label")}>
      <SearchField label={t("find-label")} placeholder={t("find-by")} value={text} onChange={setText} />
      {found?.length === 0 && (
        <p role="status" className={styles.quiet}>
          {t("none-matches", { text: searched })}
        </p>
      )}
      {found !== undefined && found.length > 0 && (
        <ul className={styles.small}>
          {found.map((each) => (
            <li key={each.guid} className={styles.row}>
              <span className={styles.text}>{each.canonical_name}</span>
              <Button
                isDisabled={busy}
                aria-label={t("merge-named", { gone: each.canonical_name, name })}
                onPress={() => setGone(each)}
              >
                {t("merge-into")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {gone !== null && (
        <MergeDialog
          keep={player}
          gone={gone}
          onClose={() => setGone(null)}
          onMerged={(actId) => {
            setText("");
            const { guid } = player;
            const change = { what: "merge", guid, gone: gone.guid, joinsPeople: actId === null } as const;
            onMerged(change, gone.canonical_name, actId, true);
          }}
        />
      )}
    </Part>
  );
}

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const fieldId = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={fieldId}>{label}</label>
      <input
        id={fieldId}
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={styles.input}
      />
    </div>
  );
}
