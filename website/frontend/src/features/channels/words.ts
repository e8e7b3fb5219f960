import { formatTime } from "@/lib/zones";

/** A wall-clock time (HH:MM) in the viewer's way of writing it. */
export function clockTime(time: string, locale: string): string {
  return formatTime(Date.parse(`1970-01-01T${time}Z`), "UTC", locale);
}

/** "30 seconds", "1 minute", "8 minutes". */
export function durationInWords(seconds: number): string {
  const [count, unit] = seconds % 60 === 0 ? [seconds / 60, "minute"] : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** "at most every 8 minutes". */
export function cooldownInWords(seconds: number): string {
  return `at most every ${durationInWords(seconds)}`;
}

/** What is left until an instant, as a clock counts down: "29:05". Never negative. */
export function countdown(remainingMilliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMilliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
