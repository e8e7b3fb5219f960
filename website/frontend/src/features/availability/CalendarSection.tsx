import { t } from "words:availability";
import { lazy, Suspense, useId } from "react";
import type { IsoDate } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import type { CalendarMonthProps } from "./CalendarMonth";
import styles from "./CalendarSection.module.css";

const CalendarMonth = lazy(async () => ({ default: (await import("./CalendarMonth")).CalendarMonth }));

interface CalendarSectionProps extends Omit<CalendarMonthProps, "chosen" | "onChoose"> {
  /** The day that is open by the address; the calendar is closed without one. */
  openDay: IsoDate | null;
  onOpenDay: (day: IsoDate | null) => void;
}

/** The month grid behind its button; its code is loaded the first time it opens. */
export function CalendarSection({ openDay, onOpenDay, ...props }: CalendarSectionProps) {
  const open = openDay !== null;
  const bodyId = useId();
  return (
    <section aria-label={t("calendar")} className={styles.section}>
      <Button
        aria-expanded={open}
        aria-controls={bodyId}
        onPress={() => onOpenDay(open ? null : props.today)}
      >
        {open ? t("calendar-close") : t("calendar-open")}
      </Button>
      <div id={bodyId} hidden={!open}>
        {open && (
          <Boundary what={t("calendar")}>
            <Suspense
              fallback={
                <p className={styles.loading}>
                  <Skeleton>{t("loading-calendar")}</Skeleton>
                </p>
              }
            >
              <CalendarMonth {...props} chosen={openDay} onChoose={onOpenDay} />
            </Suspense>
          </Boundary>
        )}
      </div>
    </section>
  );
}
