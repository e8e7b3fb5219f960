import { useCommunity } from "@/api/queries";
import { Welcome } from "@/features/invites/Welcome";
import { SandboxSignIn } from "@/features/sandbox/SandboxSignIn";
import { queryOf, useHash } from "../router";
import { SignIn } from "../SignIn";

/** Where an invite link leads: whose community it is, and one button. */
export function InvitePlace() {
  const ended = useHash((hash) => queryOf(hash).get("invite"));
  const sandbox = useCommunity().data?.sandbox ?? false;
  // Whoever is invited into the sandbox is new there.
  return (
    <Welcome
      ended={ended}
      signIn={sandbox ? <SandboxSignIn as="unlinked" /> : <SignIn to="availability" />}
    />
  );
}
