/** The times of day to choose from, a quarter of an hour apart, with the one that is chosen already. */
export function timesOfDay(chosen: string): string[] {
  const times = Array.from({ length: 24 * 4 }, (_, index) => {
    const [hour, minute] = [Math.floor(index / 4), (index % 4) * 15];
    return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  });
  return times.includes(chosen) ? times : [...times, chosen].sort();
}
