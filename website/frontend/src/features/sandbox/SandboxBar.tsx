import { Button } from "react-aria-components";
import { sentenceOf } from "@/api/errors";
import { useAccess, useMe } from "@/api/queries";
import { PERSONA_LABELS, useBecome, usePersonas } from "./api/usePersonas";
import styles from "./SandboxBar.module.css";

/** Says on every page that this is a sandbox, and switches between its people. */
export function SandboxBar() {
  const personas = usePersonas();
  const become = useBecome();
  const access = useAccess().data;
  const me = useMe(access?.authenticated === true).data;
  const currentId = access && !access.authenticated ? null : me?.id;

  const choices = [
    { id: null, label: "Signed out", description: "See the page without signing in", persona: null },
    ...(personas.data ?? []).map((persona) => ({
      id: persona.discord_user_id,
      label: PERSONA_LABELS[persona.role],
      description: persona.description,
      persona,
    })),
  ];

  return (
    <aside aria-label="Sandbox" className={styles.bar}>
      <div className={styles.inside}>
        <p className={styles.mark}>
          <strong>Sandbox</strong>{" "}
          <span role="status">
            {become.isError ? sentenceOf(become.error) : "Made-up people. Nothing is sent."}
          </span>
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend of its own */}
        <div role="group" aria-label="Look as" className={styles.personas}>
          {choices.map((choice) => (
            <Button
              key={choice.label}
              className={styles.persona}
              aria-pressed={choice.id === currentId}
              onPress={() => become.mutate(choice.persona)}
            >
              {choice.label}
            </Button>
          ))}
        </div>
      </div>
    </aside>
  );
}
