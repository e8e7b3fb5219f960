import { t } from "words:channels";
import { useId } from "react";
import type { Settings } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Switch } from "@/components/Switch";
import { useChangeSettings } from "./api/useSettings";
import { Field } from "./Field";
import styles from "./Notifications.module.css";
import { playReadySound } from "./readySound";
import { Setting } from "./Setting";
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
    <Card heading={t("in-this-page")}>
      <Setting change={sound} field="sound_enabled">
        <Switch
          label={t("sounds")}
          hint={t("sounds-hint")}
          checked={settings.sound_enabled}
          onChange={(sound_enabled) => sound.mutate({ sound_enabled })}
        />
      </Setting>
      <Setting change={cooldown} field="sound_cooldown_seconds" problemId={problemId}>
        <div className={styles.inputLine}>
          <Field label={t("sound-every")}>
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
            {t("sound-play")}
          </Button>
        </div>
      </Setting>
    </Card>
  );
}
