import { t } from "words:webhooks";
import { OnceShown } from "@/components/OnceShown";

/** What an address's messages are signed with, this once. */
export function NewSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <OnceShown
      said={t("secret-said")}
      label={t("secret")}
      value={secret}
      copyLabel={t("copy")}
      copiedLabel={t("copied")}
      doneLabel={t("done")}
      onDone={onDone}
    />
  );
}
