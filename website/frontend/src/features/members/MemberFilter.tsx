import { t } from "words:members";
import { useId } from "react";
import type { MembersAsked } from "@/api/keys";
import type { MemberList } from "@/api/types";
import { ToggleButton } from "@/components/ToggleButton";
import styles from "./Members.module.css";

type Missing = MembersAsked["missing"];

const CHOICES = [
  { missing: null, label: "filter-all", total: "members" },
  { missing: "player", label: "filter-player", total: "not_linked" },
  { missing: "consent", label: "filter-consent", total: "no_consent" },
  { missing: "channel", label: "filter-channel", total: "no_channel" },
] as const satisfies readonly {
  missing: Missing;
  label: string;
  total: keyof MemberList["totals"];
}[];

interface MemberFilterProps {
  text: string;
  onText: (text: string) => void;
  missing: Missing;
  onMissing: (missing: Missing) => void;
  /** Undefined while loading. */
  totals: MemberList["totals"] | undefined;
}

/** Finds members by a name, and by what keeps them from being asked. */
export function MemberFilter({ text, onText, missing, onMissing, totals }: MemberFilterProps) {
  const fieldId = useId();
  return (
    <div className={styles.filter}>
      <label htmlFor={fieldId} className={styles.quiet}>
        {t("find")}
      </label>
      <input
        id={fieldId}
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        placeholder={t("find-by")}
        value={text}
        onChange={(event) => onText(event.target.value)}
        className={styles.input}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend of its own */}
      <div role="group" aria-label={t("filter")} className={styles.choices}>
        {CHOICES.map((choice) => (
          <ToggleButton
            key={choice.label}
            className={styles.choice}
            isSelected={missing === choice.missing}
            onChange={() => onMissing(choice.missing)}
          >
            {t(choice.label)} <span className={styles.count}>{totals?.[choice.total] ?? ""}</span>
          </ToggleButton>
        ))}
      </div>
    </div>
  );
}
