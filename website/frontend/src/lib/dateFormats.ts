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
