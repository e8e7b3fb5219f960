const made = new Map<string, Intl.DateTimeFormat>();

/**
 * How these write dates and times, made once for each: a phone takes as long to make one as to draw a list.
 * Throws `RangeError` for a locale or a zone that the browser does not know.
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    made.set(key, format);
  }
  return format;
}

/** What the clocks of a time zone show, field by field; throws `RangeError` for one that the browser does not know. */
export function clockOf(zone: string): Intl.DateTimeFormat {
  return dateFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}
