import { t } from "words:app";
import { lazy } from "react";
import { PAGE_HEADING_ID, PageHeading } from "@/components/PageHeading";
import { ANSWER_TONIGHT_ID } from "@/features/availability/Tonight";
import { focusOnArrival } from "@/lib/arrival";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";
import { MyPlaces } from "./MyPlaces";

const Profile = lazy(async () => ({ default: (await import("@/features/identity/Profile")).Profile }));

const StoredOfMe = lazy(async () => ({
  default: (await import("@/features/personalData/parts")).StoredOfMe,
}));

export function ProfilePage() {
  usePageTitle(t("profile-title"));
  return (
    <>
      <PageHeading title={t("profile-title")} />
      <MyPlaces here="profile" />
      <Part what={t("part-profile")}>
        <Profile
          signIn={<SignIn to="profile" />}
          stored={
            <Part what={t("part-profile")}>
              <StoredOfMe />
            </Part>
          }
          onFirstLinked={goAndAnswer}
        />
      </Part>
    </>
  );
}

/** Whoever has just become able to answer is led to the answer of tonight. */
function goAndAnswer() {
  window.location.hash = "#/availability";
  focusOnArrival(ANSWER_TONIGHT_ID, PAGE_HEADING_ID);
}
