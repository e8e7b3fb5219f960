import { useId } from "react";
import type { Settings } from "@/api/types";
import { Button } from "@/components/Button";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { useChangeSettings } from "./api/useSettings";
import { Field } from "./Field";
import { Group } from "./Group";
import styles from "./Notifications.module.css";
import { playReadySound } from "./readySound";
import { durationInWords } from "./words";

const COOLDOWNS = [30, 60, 120, 300, 480, 900, 1800, 3600];

/** The page's own sound: whether, and how often at most. */
export function SoundSettings({ settings }: { settings: Settings }) {
  const sound = useChangeSettings();
  const cooldown = useChangeSettings();
  const problemId = useId();
  const seconds = settings.sound_cooldown_seconds;
  const choices = COOLDOWNS.includes(seconds) ? COOLDOWNS : [...COOLDOWNS, seconds].sort((a, b) => a - b);
  const quiet = !settings.sound_enabled;

  return (
    <Group heading="Sound">
      <Switch
        label="Sounds"
        hint="When tonight’s session becomes ready, while this page is open"
        checked={settings.sound_enabled}
        onChange={(sound_enabled) => sound.mutate({ sound_enabled })}
      />
      <SaveProblem error={sound.error} field="sound_enabled" />
      <div className={styles.inputLine}>
        <Field label="At most once every">
          <select
            value={seconds}
            disabled={quiet}
            onChange={(event) => cooldown.mutate({ sound_cooldown_seconds: Number(event.target.value) })}
            aria-describedby={cooldown.isError ? problemId : undefined}
            className={styles.input}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {durationInWords(choice)}
              </option>
            ))}
          </select>
        </Field>
        <Button isDisabled={quiet} onPress={() => void playReadySound()}>
          Play it
        </Button>
      </div>
      <SaveProblem error={cooldown.error} field="sound_cooldown_seconds" id={problemId} />
    </Group>
  );
}
