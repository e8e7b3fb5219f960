// Vite leaves scripts that are no modules alone: names public/boundary.js after its content, as Vite names its own, so that it
// may be kept for ever. The page's code is asked for before everything else: it is what takes longest.
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
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const named = html.replace(ADDRESS, `"/${fileName}"`);
        const code = /<script type="module" crossorigin src="([^"]+)">/.exec(named)?.[1];
        if (code === undefined) return named;
        // The script itself stays behind boundary.js, which tells where it could not be loaded.
        const first = `<link rel="modulepreload" crossorigin href="${code}" />`;
        return named.replace(/<meta charset="[^"]+" \/>/, (charset) => `${charset}\n    ${first}`);
      },
    },
  };
}
