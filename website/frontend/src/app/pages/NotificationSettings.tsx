import { t as calendar } from "words:calendarFeeds";
import { t } from "words:usual";
import type { ComponentProps } from "react";
import { Boundary } from "@/components/Boundary";
import { CalendarFeeds } from "@/features/calendarFeeds/CalendarFeeds";
import { Notifications } from "@/features/channels/Notifications";
import { UsualSettings } from "@/features/usual/UsualSettings";

/**
 * What a linked person wants to be told, what they mostly answer, which nobody has to ask them then, and where their
 * calendar finds what they said.
 */
export function NotificationSettings(
  props: Omit<ComponentProps<typeof Notifications>, "usual" | "calendar">,
) {
  return (
    <Notifications
      {...props}
      usual={
        <Boundary what={t("heading")}>
          <UsualSettings />
        </Boundary>
      }
      calendar={
        <Boundary what={calendar("heading")}>
          <CalendarFeeds />
        </Boundary>
      }
    />
  );
}
