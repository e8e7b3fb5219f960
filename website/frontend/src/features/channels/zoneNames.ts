import { listedZones, zoneOf } from "@/lib/browser";

/** All IANA zones that the browser lists, and these, which it may know by another name. */
export function zonesWith(...known: string[]): string[] {
  return [...new Set([...listedZones(), "UTC", ...known])].sort();
}

/** Whether a zone has a name: of a mere distance from UTC ("+03:00") the server knows none. */
export function isNamed(zone: string): boolean {
  return /^[a-z]/i.test(zone);
}

/** As people read it: "Europe/Ljubljana", "America/New York". */
export function zoneName(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** The one zone that a text means: its name, its city, or a part of it; null for none or several. */
export function findZone(text: string, zones: readonly string[]): string | null {
  const wanted = zoneName(text.trim()).toLowerCase();
  if (wanted === "") return null;
  const named = zones.map((zone) => ({ zone, name: zoneName(zone).toLowerCase() }));
  for (const fits of [
    (name: string) => name === wanted,
    (name: string) => name.endsWith(`/${wanted}`),
    (name: string) => name.includes(wanted),
  ]) {
    const found = named.filter(({ name }) => fits(name));
    if (found.length > 0) return found.length === 1 ? (found[0]?.zone ?? null) : null;
  }
  // A browser that lists no zones may still know the one that was written out in full.
  return wanted.includes("/") ? zoneOf(text.trim().replaceAll(" ", "_")) : null;
}
