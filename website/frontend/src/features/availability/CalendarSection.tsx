import { lazy, Suspense, useId, useState } from "react";
import { Boundary } from "@/components/Boundary";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import type { CalendarMonthProps } from "./CalendarMonth";
import styles from "./CalendarSection.module.css";

const CalendarMonth = lazy(async () => ({ default: (await import("./CalendarMonth")).CalendarMonth }));

/** The month grid behind its button; its code is loaded the first time it opens. */
export function CalendarSection(props: CalendarMonthProps) {
  const [open, setOpen] = useState(false);
  const headingId = useId();
  const bodyId = useId();
  return (
    <section aria-labelledby={headingId} className={styles.section}>
      <header className={styles.header}>
        <h2 id={headingId} className={styles.heading}>
          Calendar
        </h2>
        <Button aria-expanded={open} aria-controls={bodyId} onPress={() => setOpen(!open)}>
          {open ? "Close calendar" : "Open calendar"}
        </Button>
      </header>
      <div id={bodyId} hidden={!open}>
        {open && (
          <Boundary what="The calendar">
            <Suspense
              fallback={
                <p className={styles.loading}>
                  <Skeleton>Loading the calendar</Skeleton>
                </p>
              }
            >
              <CalendarMonth {...props} />
            </Suspense>
          </Boundary>
        )}
      </div>
    </section>
  );
}
