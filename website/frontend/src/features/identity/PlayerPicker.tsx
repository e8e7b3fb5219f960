import { t } from "words:identity";
import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { Skeleton } from "@/components/Skeleton";
import { useDebounced } from "@/lib/useDebounced";
import { SHORTEST_SEARCH, useLinkPlayer, usePlayerSearch, usePlayerSuggestions } from "./api/usePlayers";
import { CreatePlayer } from "./CreatePlayer";
import { PlayerMatches } from "./PlayerMatches";
import styles from "./Profile.module.css";

const SEARCH_AFTER = 250;

interface PlayerPickerProps {
  canCreate: boolean;
  nameProposal: string;
  onLinked: (name: string) => void;
}

/** What works comes first: players that look like the viewer, else a profile of one's own, else the search. */
export function PlayerPicker({ canCreate, nameProposal, onLinked }: PlayerPickerProps) {
  const suggestions = usePlayerSuggestions();
  const link = useLinkPlayer(onLinked);
  const problem = link.isError ? { guid: link.variables.guid, sentence: sentenceOf(link.error) } : null;
  const choice = { linking: link.isPending ? link.variables.guid : null, problem, onChoose: link.mutate };

  if (suggestions.isPending) {
    return (
      <p className={styles.picking} aria-busy="true">
        <Skeleton>{t("looking-for-players")}</Skeleton>
      </p>
    );
  }
  const found = suggestions.data?.suggestions ?? [];
  const listed = suggestions.isError || found.length > 0;
  const create = canCreate && (
    <CreatePlayer
      question={listed ? t("create-instead") : t("create-first")}
      look={listed ? "plain" : "primary"}
      nameProposal={nameProposal}
      onLinked={onLinked}
    />
  );
  return (
    <div className={styles.picker}>
      {listed && (
        <div>
          <PlayerMatches
            heading={t("suggestions")}
            firstIsLikely
            query={suggestions}
            players={suggestions.data?.suggestions}
            emptySentence=""
            {...choice}
          />
        </div>
      )}
      {!listed && !canCreate && <p>{t("none-looks-like-you")}</p>}
      {!listed && create}
      <PlayerSearch label={listed || !canCreate ? t("find") : t("played-before")} choice={choice} />
      {listed && create}
    </div>
  );
}

interface PlayerSearchProps {
  label: string;
  choice: Pick<Parameters<typeof PlayerMatches>[0], "linking" | "problem" | "onChoose">;
}

function PlayerSearch({ label, choice }: PlayerSearchProps) {
  const [text, setText] = useState("");
  const searchText = useDebounced(text.trim(), SEARCH_AFTER);
  const search = usePlayerSearch(searchText);
  const fieldId = useId();
  return (
    <div className={styles.part}>
      <div className={styles.field}>
        <label htmlFor={fieldId}>{label}</label>
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
      {searchText.length >= SHORTEST_SEARCH && (
        <div>
          <PlayerMatches
            heading={t("results")}
            query={search}
            players={search.data}
            emptySentence={t("none-matches", { text: searchText })}
            {...choice}
          />
        </div>
      )}
    </div>
  );
}
