// React Aria has what its calendar and dialogs say to screen readers in 34 languages, all of them in the code. Those that the page
// does not speak are left out of it.
import { languages } from "./catalogues.mjs";

const STRINGS = /\/react-aria\/dist\/private\/intl\/\w+\/(\w+)-\w+\.mjs$/;

export function ariaStrings() {
  const known = new Set(languages());
  return {
    name: "aria-strings",
    apply: "build",
    load: {
      filter: { id: STRINGS },
      handler(id) {
        const [, language] = STRINGS.exec(id);
        return known.has(language) ? undefined : "export default {};";
      },
    },
  };
}
