import type { Plugin } from "vite";

/** The page's words as modules: `words:SUBJECT` is `locales/LANGUAGE/SUBJECT.ftl`. */
export function words(): Plugin;
