import { LANGUAGES } from "words:files";
import { t } from "words:identity";
import { useId, useState } from "react";
import { useViewerZone } from "@/api/queries";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { viewerLocale } from "@/lib/browser";
import { readChoice } from "@/lib/language";
import { chooseTheme, readTheme, THEMES, type Theme } from "@/lib/theme";
import { useChooseLanguage } from "./api/useChooseLanguage";
import styles from "./PageLooks.module.css";
import { instantInWords, languageName } from "./pageWords";

const THEME_WORDS = {
  system: "theme-system",
  light: "theme-light",
  dark: "theme-dark",
} as const satisfies Record<Theme, string>;

/** How the page looks in this browser, and in which language it speaks. */
export function PageLooks() {
  const [theme, setTheme] = useState(readTheme);
  const [now] = useState(() => Date.now());
  const zone = useViewerZone();
  const language = useChooseLanguage();
  const chosen = language.isPending ? language.variables : readChoice().language;

  function choose(theme: Theme) {
    chooseTheme(theme);
    setTheme(theme);
  }

  return (
    <Card heading={t("page")}>
      <Choices
        label={t("theme")}
        choices={THEMES}
        chosen={theme}
        name={(each) => t(THEME_WORDS[each])}
        onChoose={choose}
      />
      <Choices
        label={t("language")}
        choices={[null, ...LANGUAGES]}
        chosen={chosen}
        name={(each) => (each === null ? t("language-browser") : languageName(each))}
        languageOf={(each) => each ?? undefined}
        onChoose={(each) => language.mutate(each)}
      />
      <SaveProblem error={language.error} />
      <dl className={styles.facts}>
        <Fact what={t("written")}>{instantInWords(now, zone, viewerLocale())}</Fact>
        <Fact what={t("time-zone")}>{zone.replaceAll("_", " ")}</Fact>
      </dl>
    </Card>
  );
}

interface ChoicesProps<Choice> {
  label: string;
  choices: readonly Choice[];
  chosen: Choice;
  name: (choice: Choice) => string;
  /** The language of a choice's name, where it is another one than the page's. */
  languageOf?: (choice: Choice) => string | undefined;
  onChoose: (choice: Choice) => void;
}

function Choices<Choice extends string | null>(props: ChoicesProps<Choice>) {
  const group = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.label}>{props.label}</legend>
      {props.choices.map((each) => (
        <label
          key={each}
          data-checked={each === props.chosen || undefined}
          className={styles.choice}
          lang={props.languageOf?.(each)}
        >
          <input
            type="radio"
            name={group}
            value={each ?? ""}
            checked={each === props.chosen}
            onChange={() => props.onChoose(each)}
          />
          <span>{props.name(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Fact({ what, children }: { what: string; children: string }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.label}>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}
