import { readStored, writeStored } from "./browser";

/** Dark on light, light on dark, or whichever the device has now. */
export type Theme = "system" | "light" | "dark";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** public/boundary.js reads it, too, before the first paint. */
const KEY = "muster.theme";

/** The chosen theme: the device's until somebody chooses. */
export function readTheme(): Theme {
  const stored = readStored(KEY);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

/** Puts a theme on, in this browser until another one is chosen. */
export function chooseTheme(theme: Theme): void {
  writeStored(KEY, theme);
  const page = document.documentElement;
  if (theme === "system") delete page.dataset.theme;
  else page.dataset.theme = theme;
  for (const colour of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    colour.media = mediaOf(colour.dataset.theme, theme);
  }
}

/** When the colour of the browser's bars in one theme is to be used. */
export function mediaOf(colourOf: string | undefined, theme: Theme): string {
  if (theme === "system") return `(prefers-color-scheme: ${colourOf})`;
  return colourOf === theme ? "all" : "not all";
}
