import { t } from "words:calls";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useCommunity, useViewerZone } from "@/api/queries";
import type { Call, CallToday } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { OpeningDialog } from "@/components/OpeningDialog";
import { rescueFocus } from "@/components/useRescuedFocus";
import { viewerLocale } from "@/lib/browser";
import { useNow } from "@/lib/useNow";
import { formatTime } from "@/lib/zones";
import styles from "./CallPanel.module.css";
import type { Shows } from "./shows";
import { Waves } from "./Waves";
import { countsInWords, headlineInWords, standingInWords } from "./words";

const loadCall = () => import("./CallDialog");
const CallDialog = lazy(async () => ({ default: (await loadCall()).CallDialog }));
const StopDialog = lazy(async () => ({ default: (await import("./StopDialog")).StopDialog }));

export type DialogName = "call" | "stop" | "hold";

interface CallPanelProps {
  today: CallToday;
  shows: Shows;
  looking: number;
  threshold: number;
  promoter: boolean;
  quiet: boolean;
  inCard: boolean;
  /** The dialog that is open. */
  dialog: DialogName | null;
  onDialog: (dialog: DialogName | null) => void;
}

/** How tonight's call goes, whom it asked, and how to start, hold and stop one. */
export function CallPanel({
  today,
  shows,
  looking,
  threshold,
  promoter,
  quiet,
  inCard,
  dialog,
  onDialog,
}: CallPanelProps) {
  const { call } = today;
  const landing = useRef<HTMLParagraphElement>(null);
  const changed = useRef(false);
  const timeOf = useTimeOf();
  const resumes = call?.status === "full" && looking < threshold;

  useEffect(() => {
    // A click then opens the dialog at once; where this fails, the click tries again.
    if (shows.offers) loadCall().catch(() => undefined);
  }, [shows.offers]);

  // What was pressed is gone after a change; the focus goes to what came of it, once the dialog lets go of it.
  useEffect(() => {
    if (dialog !== null || !changed.current) return;
    changed.current = false;
    landing.current?.focus();
  });

  function close(hasChanged: boolean) {
    changed.current = hasChanged;
    onDialog(null);
    // What opened it may be gone with what was missing.
    if (!hasChanged) rescueFocus();
  }

  const content = (
    <>
      {shows.tells && call && (
        <div className={styles.line}>
          <p ref={landing} tabIndex={-1} className={styles.standing}>
            <Progress today={today} call={call} />
          </p>
          {promoter && (call.status === "running" || resumes) && (
            <Button look="danger" onPress={() => onDialog("stop")}>
              {t("stop-call")}
            </Button>
          )}
        </div>
      )}
      {resumes && <p className={styles.quiet}>{t("goes-on-soon")}</p>}
      {promoter && call?.next_wave_at != null && <NextWave at={call.next_wave_at} timeOf={timeOf} />}
      {today.people != null && today.people.length > 0 && (
        <Waves people={today.people} leftAlone={today.left_alone ?? null} timeOf={timeOf} />
      )}
      {shows.comes && today.calls_at !== null && (
        <div className={styles.line}>
          <p className={styles.standing}>
            <StartsItself at={today.calls_at} timeOf={timeOf} />
          </p>
          <Button aria-label={t("hold-call")} onPress={() => onDialog("hold")}>
            {t("hold")}
          </Button>
        </div>
      )}
      {shows.offers && (
        <div className={styles.line}>
          <p className={styles.standing}>{standingInWords(looking, threshold)}</p>
          <Button look={quiet ? "plain" : "primary"} onPress={() => onDialog("call")}>
            {t("call-players")}
          </Button>
        </div>
      )}
      <Suspense fallback={<OpeningDialog onClose={() => close(false)} />}>
        {dialog === "call" && <CallDialog timeOf={timeOf} onClose={close} />}
        {(dialog === "stop" || dialog === "hold") && <StopDialog hold={dialog === "hold"} onClose={close} />}
      </Suspense>
    </>
  );
  if (inCard) return <Card heading={t("call-of-tonight")}>{content}</Card>;
  return (
    <section aria-label={t("call-of-tonight")} className={styles.call}>
      {content}
    </section>
  );
}

/** In one sentence how a call goes; those who hear the page are told when it begins and ends, not of every answer. */
function Progress({ today, call }: { today: CallToday; call: Call }) {
  const headline = (
    <strong role="status" className={styles.headline}>
      {headlineInWords(call)}
    </strong>
  );
  if (call.status === "held") return headline;
  return t.rich("goes", { headline, counts: countsInWords(today) });
}

interface AtProps {
  at: string;
  timeOf: (instant: string) => string;
}

function NextWave({ at, timeOf }: AtProps) {
  const words = useIsAhead(at) ? t("next-wave", { time: timeOf(at) }) : t("next-wave-now");
  return <p className={styles.quiet}>{words}</p>;
}

/** From its time on it starts whenever the evening is short. */
function StartsItself({ at, timeOf }: AtProps) {
  return useIsAhead(at) ? t("starts-itself", { time: timeOf(at) }) : t("starts-itself-later");
}

/** Whether an instant is still to come by the server's clock. */
function useIsAhead(instant: string): boolean {
  return Date.parse(instant) > useNow(5_000) + (useCommunity().data?.clockOffset ?? 0);
}

/** An instant as the community's clocks show it. */
function useTimeOf(): (instant: string) => string {
  const viewerZone = useViewerZone();
  const zone = useCommunity().data?.timezone ?? viewerZone;
  return (instant) => formatTime(Date.parse(instant), zone, viewerLocale());
}
