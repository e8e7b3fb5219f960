/** Whether a query is asked for the first time and may yet answer: what waits for more than this waits for a network. */
export function isFirstTry(query: { isLoading: boolean; failureCount: number }): boolean {
  return query.isLoading && query.failureCount === 0;
}
