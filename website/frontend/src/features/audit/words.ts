import { t } from "words:acts";
import type { Act } from "@/api/types";
import { withoutColourCodes } from "@/lib/names";

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
    words: act.replace(/[._]/g, " "),
  });
}
