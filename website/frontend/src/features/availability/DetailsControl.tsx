import { t } from "words:availability";
import { lazy, Suspense, useRef, useState } from "react";
import type { Details, IsoDate, Status } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { OpeningDialog } from "@/components/OpeningDialog";
import styles from "./DetailsControl.module.css";

const load = () => import("./DetailsPanel");
const DetailsPanel = lazy(async () => ({ default: (await load()).DetailsPanel }));

interface DetailsControlProps {
  date: IsoDate | undefined;
  /** "Tonight", "Tomorrow" or the date in words. */
  dayName: string;
  answer: {
    status: Status | null;
    details: Details;
    give: (status: Status, details: Details) => void;
  };
  /** A picture, as beside a day; else with words. */
  compact?: boolean;
}

/** The way to say more than a status: from when one comes, or on what condition. */
export function DetailsControl({ date, dayName, answer, compact = false }: DetailsControlProps) {
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  // The press then finds it here; where this fails, the press tries again.
  const hurry = () => void load().catch(() => undefined);
  const close = () => setOpen(false);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t("more-for", { day: dayName })}
        disabled={date === undefined}
        onPointerEnter={hurry}
        onFocus={hurry}
        onClick={() => setOpen(true)}
        className={compact ? styles.compact : styles.words}
      >
        {compact ? <Clock /> : t("more")}
      </button>
      {open && date !== undefined && (
        <Boundary what={t("more")}>
          <Suspense fallback={<OpeningDialog onClose={close} />}>
            <DetailsPanel date={date} dayName={dayName} answer={answer} trigger={trigger} onClose={close} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}

function Clock() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d="M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.6V8l2.2 1.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
