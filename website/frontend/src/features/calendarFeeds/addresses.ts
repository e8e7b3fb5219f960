/** The address as calendars take it over from a page: phones and desktops open it in theirs. */
export function forCalendars(address: string): string {
  return address.replace(/^https?:/, "webcal:");
}

/** Where Google's calendar takes an address, on a computer. */
export function forGoogle(address: string): string {
  return `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(forCalendars(address))}`;
}

/** One evening as a file that calendars take. */
export function eveningFile(date: string): string {
  return `/calendar/evenings/${date}.ics`;
}
