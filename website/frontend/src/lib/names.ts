/** A player's name without the game's colour codes (`^1`, `^x`); never empty for a name of codes alone. */
export function withoutColourCodes(name: string): string {
  const plain = name.replace(/\^[^^]/g, "").trim();
  return plain === "" ? name : plain;
}

/** One or two letters that stand for a person where others show a picture. */
export function initialsOf(name: string): string {
  const words = withoutColourCodes(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}
