import { t } from "words:sandbox";
import { sentenceOf } from "@/api/errors";
import type { Persona } from "@/api/types";
import { Button } from "@/components/Button";
import { useBecome, usePersonas } from "./api/usePersonas";

/** Signs a visitor of the sandbox in, as its player where nothing else is said. */
export function SandboxSignIn({ as = "player" }: { as?: Persona["role"] }) {
  const personas = usePersonas();
  const become = useBecome();
  const player = personas.data?.find((persona) => persona.role === as);
  return (
    <>
      <Button
        look="primary"
        isDisabled={!player || become.isPending}
        onPress={() => player && become.mutate(player)}
      >
        {t(as === "player" ? "sign-in" : "sign-in-new")}
      </Button>
      {become.isError && <p role="alert">{sentenceOf(become.error)}</p>}
    </>
  );
}
