import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { ariaStrings } from "./scripts/aria-strings.mjs";
import { boundary } from "./scripts/boundary.mjs";
import { words } from "./scripts/words.mjs";

const backend = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    react(),
    words(),
    boundary(),
    ariaStrings(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      // The page registers it by itself (main.tsx), and the manifest is a file of public/.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ["index*.html", "favicon.svg", "assets/**/*.{js,css,woff2,svg}"],
        globIgnores: ["assets/not-found-*"],
        // Vite names assets after their content.
        dontCacheBustURLsMatching: /^assets\//,
      },
    }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    // Nothing is inlined: the content security policy allows files of this host only.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index.html", "not-found.html"],
      checks: { pluginTimings: false },
      // What the first view needs is one file: on a slow line each further one is a way there and back.
      // The page of an unknown address is no part of it: it has a style sheet of its own, and no script.
      output: {
        // The first file names all others, and what cannot be compressed in that is what tells versions apart.
        chunkFileNames: "assets/[name]-[hash:7].js",
        assetFileNames: "assets/[name]-[hash:6][extname]",
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"], test: /^(?!.*not-found)/ }] },
      },
    },
  },
  server: {
    proxy: { "/api": backend, "/auth": backend },
  },
  test: { include: ["src/**/*.test.ts"], setupFiles: ["scripts/test-viewer.mjs"] },
});
