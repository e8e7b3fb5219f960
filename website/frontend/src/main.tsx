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
import { fillIntl, keepPageOffline, pageLanguage, readStored } from "@/lib/browser";
import { speakFirst } from "@/lib/language";
import { watchLanguage } from "@/lib/words";
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
void speakFirst().then(async () => {
  watchLanguage(changeLanguage);
  // Once the page has come to rest: what it keeps for later is not to be waited for now.
  if (document.readyState === "complete") rest();
  else window.addEventListener("load", rest);
  // A browser that knows nothing of the evening, nor of the page's shape, has nothing to draw before the start has come.
  if (known === null && readLayoutHint() === null) await started;
  draw();
});

function changeLanguage() {
  draw();
  keepOffline();
}

function rest() {
  keepOffline();
  if (readStored("muster.push") !== null)
    import("@/features/channels/keepPush").then((push) => push.keepPush(queryClient)).catch(() => undefined);
}

function keepOffline() {
  if (import.meta.env.PROD) keepPageOffline(`/sw.js?${pageLanguage()}`);
}
