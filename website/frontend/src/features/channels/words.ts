import { t } from "words:channels";

/** "30 seconds", "1 minute", "8 minutes". */
export function durationInWords(seconds: number): string {
  return seconds % 60 === 0
    ? t("duration-minutes", { count: seconds / 60 })
    : t("duration-seconds", { count: seconds });
}

/** What is left until an instant, as a clock counts down: "29:05". Never negative. */
export function countdown(remainingMilliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMilliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
