import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { words } from "./scripts/words.mjs";

const backend = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), words()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    // Nothing is inlined: the content security policy allows files of this host only.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index.html", "not-found.html"],
      // What the first view needs is one file: on a slow line each further one is a way there and back.
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
    },
  },
  server: {
    proxy: { "/api": backend, "/auth": backend },
  },
  test: { include: ["src/**/*.test.ts"] },
});
