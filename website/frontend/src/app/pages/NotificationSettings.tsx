import { t } from "words:usual";
import type { ComponentProps } from "react";
import { Boundary } from "@/components/Boundary";
import { Notifications } from "@/features/channels/Notifications";
import { UsualSettings } from "@/features/usual/UsualSettings";

/** What a linked person wants to be told, and what they mostly answer, which nobody has to ask them then. */
export function NotificationSettings(props: Omit<ComponentProps<typeof Notifications>, "usual">) {
  return (
    <Notifications
      {...props}
      usual={
        <Boundary what={t("heading")}>
          <UsualSettings />
        </Boundary>
      }
    />
  );
}
