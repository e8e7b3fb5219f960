import { dateFormat } from "@/lib/dateFormats";
/** A language by its own name: "English", "Slovenščina"; its tag where the browser knows no names. */
export function languageName(language: string): string {
  if (typeof Intl.DisplayNames !== "function") return language;
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** An instant as the page writes dates and hours: "Sat 28 Nov, 21:00". */
export function instantInWords(instant: number, zone: string, locale: string): string {
  return dateFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  }).format(instant);
}
