import { t } from "words:app";
import { lazy } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import { Part } from "../Part";

const MeNav = lazy(async () => ({ default: (await import("@/features/identity/MeNav")).MeNav }));

/** The way among what is one's own, for whoever is signed in. */
export function MyPlaces({ here }: { here: "notifications" | "profile" }) {
  const access = useAccess().data;
  const sandbox = useCommunity().data?.sandbox ?? false;
  if (!access?.authenticated) return null;
  return (
    <Part what={t("part-places")}>
      <MeNav
        here={here}
        campaigns={access.can_promote}
        members={access.can_promote || access.is_admin}
        admin={access.is_admin}
        outbox={sandbox}
      />
    </Part>
  );
}
