import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { keepLastKnown, showLastKnown } from "@/api/lastKnown";
import { createQueryClient } from "@/api/queryClient";
import { watchQueue } from "@/api/queuedAnswers";
import { askStart } from "@/api/start";
import { App } from "@/app/App";
import { readLayoutHint } from "@/app/layoutHint";
import { sayNotSent } from "@/features/availability/sayNotSent";
import { fillIntl, keepPageOffline, tellLocale } from "@/lib/browser";
import "@/app/tokens.css";
import "@/app/base.css";
import "@/app/broken.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");

const queryClient = createQueryClient();
const known = showLastKnown(queryClient, Date.now());
keepLastKnown(queryClient);
const started = askStart(queryClient, { awaited: true });
watchQueue(queryClient, sayNotSent);
fillIntl();
tellLocale();

const page = createRoot(root);
function draw() {
  page.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
// A browser that knows nothing of the evening, nor of the page's shape, has nothing to draw before the start has come.
if (known === null && readLayoutHint() === null) void started.then(draw);
else draw();

// Once the page has come to rest: what it keeps for later is not to be waited for now.
if (import.meta.env.PROD) window.addEventListener("load", () => keepPageOffline("/sw.js"));
