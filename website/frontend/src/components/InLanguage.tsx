import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { viewerLocale } from "@/lib/browser";

/** What React Aria says and writes in here is in the language of the page, also after it has changed. */
export function InLanguage({ children }: { children: ReactNode }) {
  return <I18nProvider locale={viewerLocale()}>{children}</I18nProvider>;
}
