import { t } from "words:members";
import { useAccess } from "@/api/queries";
import { LinkButton } from "@/components/Button";
import { Emptiness } from "@/components/Emptiness";
import { PromoterNav } from "@/components/PromoterNav";
import { Invites } from "@/features/invites/Invites";
import { Members } from "@/features/members/Members";
import { Part } from "../Part";
import { SignIn } from "../SignIn";

/** Who could be asked at all, and the links that bring more. Whoever may not see it learns only that. */
export function MembersPlace() {
  const access = useAccess().data;
  if (!access) return null;
  if (!access.can_promote && !access.is_admin) return <OnlyPromoters signedIn={access.authenticated} />;
  return (
    <>
      {access.can_promote && <PromoterNav here="members" />}
      <MembersContent />
    </>
  );
}

export function MembersContent() {
  return (
    <Members
      invites={
        <Part what={t("part-invites")}>
          <Invites />
        </Part>
      }
    />
  );
}

function OnlyPromoters({ signedIn }: { signedIn: boolean }) {
  const back = (
    <LinkButton look="plain" href="#/availability">
      {t("back-to-tonight")}
    </LinkButton>
  );
  return (
    <Emptiness
      heading={t("only-promoters")}
      hint={t(signedIn ? "only-promoters-hint" : "signed-out-hint")}
      action={signedIn ? back : <SignIn to="members" />}
    />
  );
}
