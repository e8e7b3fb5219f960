import type { Readiness } from "@/api/types";
import { newAudio, readStored, writeStored } from "@/lib/browser";

/** Shared by all tabs of this browser: one of them plays. */
const KEY = "muster.sound.played";

/** True at the moment in which the session of one and the same date becomes ready; never on a first look. */
export function becomesReady(before: Readiness | null, now: Readiness | null): boolean {
  return before !== null && now !== null && before.date === now.date && !before.ready && now.ready;
}

/** Whether the cool-down since `played` is over. Instants in milliseconds; null: never played. */
export function hasCooledDown(played: number | null, now: number, cooldownSeconds: number): boolean {
  return played === null || played > now || now - played >= cooldownSeconds * 1000;
}

/** When the sound was last played in this browser, null where that is not known. */
export function readPlayed(): number | null {
  const played = readStored(KEY);
  return typeof played === "number" ? played : null;
}

export function writePlayed(instant: number): void {
  writeStored(KEY, instant);
}

/** Two notes upwards: start in seconds, frequency in hertz. */
const NOTES = [
  { start: 0, frequency: 659.25 },
  { start: 0.14, frequency: 880 },
];
const NOTE_SECONDS = 0.32;
const LOUDNESS = 0.18;

/**
 * Plays the get-ready sound. Silent where the browser makes none, or does not let a page make one yet: before
 * the first click or key, a sound would be held back and come much too late.
 */
export async function playReadySound(): Promise<void> {
  const audio = newAudio();
  if (audio === null) return;
  const begin = audio.currentTime + 0.02;
  for (const { start, frequency } of NOTES) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = begin + start;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + NOTE_SECONDS);
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await audio.close();
}
