/** What a message says to this page's service worker; bot/push/payload.py writes it, and adds members but changes none. */
export interface Payload {
  /** The message's reference: the same however often it comes. */
  n: string;
  title: string;
  body: string;
  /** Where on the page it leads. */
  path: string;
  language: string;
  /** What can be answered, the most likely first. */
  answers: readonly Answer[];
  /** The number on the page's icon from now on; undefined: as it was. */
  badge: number | undefined;
  /** What is said where an answer could not be given at once. */
  sayings: Readonly<Record<Saying, string>>;
}

export interface Answer {
  label: string;
  data: string;
}

export type Saying = "kept" | "signed-out" | "not-sent";

const NOTHING_SAID: Payload["sayings"] = { kept: "", "signed-out": "", "not-sent": "" };

/** Reads what came; null for what is none of ours. */
export function readPayload(told: unknown): Payload | null {
  if (typeof told !== "object" || told === null) return null;
  const { n, t, b, u, l, a, c, s } = told as Record<string, unknown>;
  if (typeof n !== "string" || typeof t !== "string" || typeof b !== "string") return null;
  return {
    n,
    title: t,
    body: b,
    path: typeof u === "string" && /^\/(?![/\\])/.test(u) ? u : "/",
    language: typeof l === "string" ? l : "en",
    answers: readAnswers(a),
    badge: typeof c === "number" && Number.isInteger(c) && c >= 0 ? c : undefined,
    sayings: { ...NOTHING_SAID, ...(typeof s === "object" ? (s as Partial<Payload["sayings"]>) : null) },
  };
}

function readAnswers(pairs: unknown): Answer[] {
  if (!Array.isArray(pairs)) return [];
  return pairs.flatMap((pair: unknown) => {
    const [label, data] = Array.isArray(pair) ? (pair as unknown[]) : [];
    return typeof label === "string" && typeof data === "string" ? [{ label, data }] : [];
  });
}

/**
 * The answers that a notification shows: so many as its platform has room for, the likeliest yes and the no among
 * them. The others are on the page, where a press on the notification itself leads.
 */
export function shownAnswers(answers: readonly Answer[], room: number): readonly Answer[] {
  if (answers.length <= room) return answers;
  const last = answers.at(-1);
  return room < 2 || last === undefined ? answers.slice(0, room) : [...answers.slice(0, room - 1), last];
}
