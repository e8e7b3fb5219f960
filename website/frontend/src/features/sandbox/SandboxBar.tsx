import { t } from "words:sandbox";
import { sentenceOf } from "@/api/errors";
import { useAccess, useMe } from "@/api/queries";
import { personaLabel, useBecome, usePersonas } from "./api/usePersonas";
import styles from "./SandboxBar.module.css";

/** Says on every page that this is a sandbox, and switches between its people. */
export function SandboxBar() {
  const personas = usePersonas();
  const become = useBecome();
  const access = useAccess().data;
  const me = useMe(access?.authenticated === true).data;
  const currentId = access && !access.authenticated ? null : me?.id;

  const choices = [
    { id: null, label: t("signed-out"), persona: null },
    ...(personas.data ?? []).map((persona) => ({
      id: persona.discord_user_id,
      label: personaLabel(persona.role),
      persona,
    })),
  ];

  return (
    <aside aria-label={t("sandbox")} className={styles.bar}>
      <div className={styles.inside}>
        <p className={styles.mark}>
          <strong>{t("sandbox")}</strong>{" "}
          <span role="status" className={become.isError ? styles.problem : styles.sentence}>
            {become.isError ? sentenceOf(become.error) : t("nothing-is-sent")}
          </span>
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend of its own */}
        <div role="group" aria-label={t("look-as")} className={styles.personas}>
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              className={styles.persona}
              aria-pressed={choice.id === currentId}
              onClick={() => become.mutate(choice.persona)}
            >
              {choice.label}
            </button>
          ))}
        </div>
      </div>
    </aside>
  );
}
