import { t } from "words:sandbox";
import { Button } from "@/components/Button";
import { useBecome, usePersonas } from "./api/usePersonas";

/** Signs a visitor of the sandbox in as its player. */
export function SandboxSignIn() {
  const personas = usePersonas();
  const become = useBecome();
  const player = personas.data?.find((persona) => persona.role === "player");
  return (
    <Button
      look="primary"
      isDisabled={!player || become.isPending}
      onPress={() => player && become.mutate(player)}
    >
      {t("sign-in")}
    </Button>
  );
}
