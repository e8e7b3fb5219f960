export interface ServerTime {
  /** Milliseconds to add to `Date.now()` to get the server's time; exact to about a second. */
  clockOffset: number;
}

/** How far this device's clock is from the server's, by an answer that has just come. */
export function clockOffsetOf(response: Response): number {
  const served = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(served) ? 0 : served - Date.now();
}
