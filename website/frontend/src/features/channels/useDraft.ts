import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useState } from "react";

/**
 * A text field that is saved when it is left or Enter is pressed, and goes back with Escape. Until then it
 * shows the draft; afterwards what is saved, which is again the old text when the save is refused.
 */
export function useDraft(saved: string, save: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);

  function commit(field: HTMLInputElement) {
    setDraft(null);
    // What the browser itself cannot read (half a time, no number) is not saved.
    if (draft !== null && draft !== saved && !field.validity.badInput) save(draft);
  }

  const props = {
    value: draft ?? saved,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setDraft(event.target.value),
    onBlur: (event: FocusEvent<HTMLInputElement>) => commit(event.currentTarget),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === "Enter") commit(event.currentTarget);
      if (event.key === "Escape") setDraft(null);
    },
  };
  return { props, setDraft };
}
