import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { SignIn } from "../SignIn";
import { usePageTitle } from "../usePageTitle";

const Profile = lazy(async () => ({ default: (await import("@/features/identity/Profile")).Profile }));

export function ProfilePage() {
  usePageTitle("Profile");
  return (
    <>
      <PageHeading title="Profile" />
      <Part what="The profile">
        <Profile signIn={<SignIn to="profile" />} />
      </Part>
    </>
  );
}
