import { t } from "words:admin";
import { useAccess } from "@/api/queries";
import { LinkButton } from "@/components/Button";
import { Emptiness } from "@/components/Emptiness";
import nav from "@/components/SectionNav.module.css";
import { Part } from "../Part";
import { queryOf, useHash } from "../router";
import { SignIn } from "../SignIn";
import { SECTIONS, sectionOf } from "./adminSections";

/** What admins keep in order, a section at a time. Whoever is none learns only that. */
export function AdminPlace() {
  const access = useAccess().data;
  const here = sectionOf(useHash((hash) => queryOf(hash).get("section")));
  if (!access) return null;
  if (!access.is_admin) return <OnlyAdmins signedIn={access.authenticated} />;
  return (
    <>
      <nav aria-label={t("sections")} className={nav.nav}>
        {SECTIONS.map(({ id, name }) => (
          <a key={id} href={`#/admin?section=${id}`} aria-current={id === here.id ? "page" : undefined}>
            {t(name)}
          </a>
        ))}
      </nav>
      <Part key={here.id} what={t(here.part)}>
        <here.Content />
      </Part>
    </>
  );
}

function OnlyAdmins({ signedIn }: { signedIn: boolean }) {
  const back = (
    <LinkButton look="plain" href="#/availability">
      {t("back-to-tonight")}
    </LinkButton>
  );
  return (
    <Emptiness
      heading={t("only-admins")}
      hint={t(signedIn ? "only-admins-hint" : "signed-out-hint")}
      action={signedIn ? back : <SignIn to="admin" />}
    />
  );
}
