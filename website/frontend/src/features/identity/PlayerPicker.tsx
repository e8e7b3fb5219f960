import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useDebounced } from "@/lib/useDebounced";
import { SHORTEST_SEARCH, useLinkPlayer, usePlayerSearch, usePlayerSuggestions } from "./api/usePlayers";
import { CreatePlayer } from "./CreatePlayer";
import { PlayerMatches } from "./PlayerMatches";
import styles from "./Profile.module.css";

const SEARCH_AFTER = 250;

interface PlayerPickerProps {
  canCreate: boolean;
  nameProposal: string;
  onLinked: () => void;
}

/** Suggestions from the Discord names first, then search, then a profile of one's own. */
export function PlayerPicker({ canCreate, nameProposal, onLinked }: PlayerPickerProps) {
  const [text, setText] = useState("");
  const searchText = useDebounced(text.trim(), SEARCH_AFTER);
  const searching = searchText.length >= SHORTEST_SEARCH;
  const suggestions = usePlayerSuggestions();
  const search = usePlayerSearch(searchText);
  const link = useLinkPlayer();
  const fieldId = useId();

  const choose = (guid: string) => link.mutate(guid, { onSuccess: onLinked });
  const chosen = link.isError ? { guid: link.variables, sentence: sentenceOf(link.error) } : null;

  const rest = { linking: link.isPending ? link.variables : null, problem: chosen, onChoose: choose };

  return (
    <>
      <div className={styles.matches}>
        <PlayerMatches
          heading="Suggestions"
          query={suggestions}
          players={suggestions.data?.suggestions}
          emptySentence="No player looks like your Discord name."
          {...rest}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={fieldId}>Find your player</label>
        <input
          id={fieldId}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder="Name or alias"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={styles.input}
        />
      </div>
      {searching && (
        <div>
          <PlayerMatches
            heading="Search results"
            query={search}
            players={search.data}
            emptySentence={`No player matches “${searchText}”.`}
            {...rest}
          />
        </div>
      )}
      {canCreate && <CreatePlayer nameProposal={nameProposal} />}
    </>
  );
}
