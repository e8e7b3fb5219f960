import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { addDays } from "@/lib/dates";

const DAYS = 14;
/** The chance changes by itself as the start comes near, of which no notice tells. */
const AGAIN_AFTER = 5 * 60_000;

/** What is said of each of the next fourteen days. */
export function useForecast(today: string | undefined) {
  return useQuery({
    queryKey: keys.forecastFrom(today ?? ""),
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/availability/forecast", {
          params: { query: { from: today ?? "", to: addDays(today ?? "", DAYS - 1) } },
          signal,
        }),
      ),
    refetchInterval: AGAIN_AFTER,
    enabled: today !== undefined,
  });
}

/** What was said of evenings that are known by now, and what came of them. */
export function useForecastRecord() {
  return useQuery({
    queryKey: keys.forecastRecord,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/forecast/record", { signal })),
  });
}
