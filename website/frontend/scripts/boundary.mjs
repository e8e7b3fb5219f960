// Vite leaves scripts that are no modules alone: names public/boundary.js after its content, as Vite names its own, so that it
// may be kept for ever.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const ADDRESS = '"/boundary.js"';

export function boundary() {
  const source = readFileSync(new URL("../public/boundary.js", import.meta.url));
  const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
  const fileName = `assets/boundary-${hash}.js`;
  return {
    name: "boundary",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "asset", fileName, source });
    },
    transformIndexHtml(html) {
      return html.replace(ADDRESS, `"/${fileName}"`);
    },
  };
}
