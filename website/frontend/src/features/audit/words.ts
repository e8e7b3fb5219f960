import { t } from "words:acts";
import type { Act } from "@/api/types";
import { withoutColourCodes } from "@/lib/names";
import { weekdayName } from "@/lib/weekdays";

/** A name or a number as one reads it; what is not known as such. */
function said(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? withoutColourCodes(value) : t("not-known");
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

const RULE_PARTS = ["session", "starts_at", "threshold", "call_at", "call_most", "call_below"];

function ruleValue(value: unknown): string {
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.slice(0, 5) : t("as-set");
}

/** What of a weekday's rule became another; empty for what is no rule. */
function ruleChanges(before: unknown, after: unknown): string {
  if (typeof before !== "object" || typeof after !== "object" || !before || !after) return "";
  const was = new Map(Object.entries(before));
  const is = new Map(Object.entries(after));
  return RULE_PARTS.filter((part) => was.get(part) !== is.get(part))
    .map((part) => t("rule-part", { part, before: ruleValue(was.get(part)), after: ruleValue(is.get(part)) }))
    .join(", ");
}

/** An act as a sentence without its subject; one that this version has no words for by its own word. */
export function whatWasDone({ act, details, person }: Pick<Act, "act" | "details" | "person">): string {
  const value = (name: string) => (typeof details[name] === "string" ? details[name] : t("no-right"));
  const account = details.discord_user_id;
  const known = person === null ? null : withoutColourCodes(person);
  return t("what", {
    act: act.replace(".", "-"),
    person: known ?? (typeof account === "string" ? account : t("somebody")),
    before: value("before"),
    after: value("after"),
    from: said(details.from),
    to: said(details.to),
    alias: said(details.alias ?? (Array.isArray(details.gone) ? details.gone[0] : details.gone)),
    added: count(details.added),
    changed: count(details.changed),
    weekday: weekdayName(count(details.weekday)),
    changes: ruleChanges(details.before, details.after),
    words: act.replace(/[._]/g, " "),
  });
}
