import { useEffect } from "react";
import { isSettled, settleLanguage } from "@/api/accountLanguage";
import type { Me } from "@/api/types";

/** Has the page speak the language of whoever signed in, also when they choose another one elsewhere. */
export function useAccountLanguage(me: Me | undefined, otherwise: string | undefined): void {
  const language = me?.language;
  useEffect(() => {
    if (language === undefined || me === undefined || otherwise === undefined || isSettled(me)) return;
    // What does not succeed now does at the next visit.
    void settleLanguage(me, otherwise).catch(() => undefined);
  }, [language, me, otherwise]);
}
