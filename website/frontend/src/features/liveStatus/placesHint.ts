import { readStored, writeStored } from "@/lib/browser";

/**
 * How many characters the names in voice and on the server took at the last visit; null where a place was not
 * shown. Only a hint, which keeps their place while they load.
 */
export interface PlacesHint {
  voiceNames: number | null;
  serverNames: number | null;
}

const KEY = "muster.places";

export function readPlacesHint(): PlacesHint {
  const hint = readStored(KEY) as Partial<PlacesHint> | null;
  return { voiceNames: numberOrNull(hint?.voiceNames), serverNames: numberOrNull(hint?.serverNames) };
}

export function writePlacesHint(hint: PlacesHint): void {
  writeStored(KEY, hint);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
