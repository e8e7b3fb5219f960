import { t } from "words:identity";
import { useId, useState } from "react";
import { useViewerZone } from "@/api/queries";
import { Card } from "@/components/Card";
import { pageLanguage, viewerLocale } from "@/lib/browser";
import { chooseTheme, readTheme, THEMES, type Theme } from "@/lib/theme";
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
  const group = useId();

  function choose(chosen: Theme) {
    chooseTheme(chosen);
    setTheme(chosen);
  }

  return (
    <Card heading={t("page")}>
      <fieldset className={styles.themes}>
        <legend className={styles.label}>{t("theme")}</legend>
        {THEMES.map((each) => (
          <label key={each} className={styles.theme}>
            <input
              type="radio"
              name={group}
              value={each}
              checked={each === theme}
              onChange={() => choose(each)}
            />
            <span>{t(THEME_WORDS[each])}</span>
          </label>
        ))}
      </fieldset>
      <dl className={styles.facts}>
        <Fact what={t("language")}>{languageName(pageLanguage())}</Fact>
        <Fact what={t("written")}>{instantInWords(now, zone, viewerLocale())}</Fact>
        <Fact what={t("time-zone")}>{zone.replaceAll("_", " ")}</Fact>
      </dl>
    </Card>
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
