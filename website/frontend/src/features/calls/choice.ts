import type { CallChoice } from "@/api/keys";

/** The numbers that the server takes. */
export const MOST = { from: 1, to: 999 };
export const WAIT_MINUTES = { from: 2, to: 60 };

/** What stands in the dialog's fields; null: nothing was typed, and the server's own number stands there. */
export interface Typed {
  most: string | null;
  wait: string | null;
}

/** The choice that was typed, null where a field holds none; `usual` stands for a field in which nothing was typed. */
export function choiceOf({ most, wait }: Typed, usual: CallChoice): CallChoice | null {
  const chosen = {
    most: most === null ? usual.most : numberOf(most, MOST),
    waitMinutes: wait === null ? usual.waitMinutes : numberOf(wait, WAIT_MINUTES),
  };
  return chosen.most === null || chosen.waitMinutes === null ? null : (chosen as CallChoice);
}

function numberOf(text: string, { from, to }: { from: number; to: number }): number | null {
  if (!/^\d{1,4}$/.test(text.trim())) return null;
  const number = Number(text);
  return from <= number && number <= to ? number : null;
}
