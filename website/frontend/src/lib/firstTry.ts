/**
 * Whether a query is asked for the first time and may yet answer: what waits for more than this waits for a network. What
 * was refused once is asked again by whoever is drawn then, which must not take away what was drawn.
 */
export function isFirstTry(query: { isLoading: boolean; failureCount: number; isFetched: boolean }): boolean {
  return query.isLoading && query.failureCount === 0 && !query.isFetched;
}
