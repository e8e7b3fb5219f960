import { t } from "words:acts";
import type { Act } from "@/api/types";
import { withoutColourCodes } from "@/lib/names";

/** A name or a number as one reads it; what is not known as such. */
function said(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? withoutColourCodes(value) : t("not-known");
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
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
    words: act.replace(/[._]/g, " "),
  });
}
