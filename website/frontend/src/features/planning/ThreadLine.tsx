import { t } from "words:planning";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { PlanningSession, PlanningState } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { viewerLocale } from "@/lib/browser";
import { formatTime } from "@/lib/zones";
import { usePing } from "./api/useRoom";
import room from "./PlanningRoom.module.css";
import { missingPlayers } from "./words";

interface ThreadLineProps {
  state: PlanningState;
  session: PlanningSession;
}

/** How the room's thread on Discord stands, and "ask for more" in it. The room works without one. */
export function ThreadLine({ state, session }: ThreadLineProps) {
  const words = wordsFor(session);
  if (words === null) return null;
  const failed = session.thread.state === "failed";
  return (
    <section className={room.section} aria-label={t("thread")}>
      <p role="status" className={failed ? room.problem : room.quiet}>
        {words}
      </p>
      {session.thread.url !== null && <LinkButton href={session.thread.url}>{t("open-thread")}</LinkButton>}
      {session.thread.state === "created" && <Ping state={state} session={session} />}
    </section>
  );
}

function wordsFor({ thread }: PlanningSession): string | null {
  switch (thread.state) {
    case "none":
      return null;
    case "wanted":
    case "creating":
      return t("thread-coming");
    case "created":
      return t("thread-there");
    case "failed":
      // Only who can mend it is told why.
      return thread.error ? t("thread-none", { problem: thread.error }) : null;
  }
}

function Ping({ state, session }: ThreadLineProps) {
  const ping = usePing();
  const zone = useViewerZone();
  const missing = missingPlayers(state);
  const asked = session.last_ping_at;
  if (missing === 0 && !ping.isSuccess && !asked) return null;
  return (
    <div className={room.actions}>
      {missing > 0 && (
        <Button
          aria-disabled={ping.isPending}
          onPress={() => {
            if (!ping.isPending) ping.mutate();
          }}
        >
          {t("ask-for", { count: missing })}
        </Button>
      )}
      <span role="status" className={room.quiet}>
        {ping.isError ? sentenceOf(ping.error) : askedInWords(ping.data?.pinged, asked, zone)}
      </span>
    </div>
  );
}

function askedInWords(pinged: boolean | undefined, asked: string | null, zone: string): string {
  if (asked === null) return "";
  const time = formatTime(Date.parse(asked), zone, viewerLocale());
  return pinged === false ? t("asked-already", { time }) : t("asked", { time });
}
