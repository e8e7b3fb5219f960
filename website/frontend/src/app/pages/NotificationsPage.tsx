import { t } from "words:app";
import { lazy } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import { PageHeading } from "@/components/PageHeading";
import { NextStep } from "@/features/availability/NextStep";
import { Part } from "../Part";
import { useMessage } from "../router";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";
import { MyPlaces } from "./MyPlaces";

const NotificationSettings = lazy(async () => ({
  default: (await import("./NotificationSettings")).NotificationSettings,
}));

/** What a linked person would receive, where, and when not; come to by a message's link, what became of that one, too. */
export function NotificationsPage() {
  usePageTitle(t("notifications-title"));
  const community = useCommunity().data;
  const access = useAccess().data;
  const message = useMessage();
  return (
    <>
      <PageHeading title={t("notifications-title")} />
      <MyPlaces here="notifications" />
      {access && !access.can_submit && <NextStep access={access} signIn={<SignIn to="notifications" />} />}
      {community && access?.can_submit && access.website_user_id != null && (
        <Part what={t("part-notifications")}>
          <NotificationSettings
            key={`${access.website_user_id} ${message}`}
            community={community}
            reference={message}
          />
        </Part>
      )}
    </>
  );
}
