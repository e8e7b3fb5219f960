import createClient from "openapi-fetch";
import { pageLanguage } from "@/lib/browser";
import { ApiError, unreachable } from "./errors";
import type { paths } from "./schema";

/** The one door to the server. Every call carries the header that state-changing session routes ask for. */
export const client = createClient<paths>({
  headers: { "X-Requested-With": "XMLHttpRequest" },
  credentials: "same-origin",
});

// What the server says is in the language of the page.
client.use({
  async onRequest({ request }) {
    request.headers.set("Accept-Language", pageLanguage());
    if (request.method === "GET" && !request.url.endsWith(WHO_IT_IS)) await held;
  },
});

const WHO_IT_IS: keyof paths = "/api/availability/access";
let held: Promise<unknown> | undefined;

/** Lets every read that begins during `work` wait for its end, but for the one of who is signed in. */
export async function holdReads<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  held = done.catch(() => undefined);
  return done;
}

type Outcome<T> = { data?: T; error?: unknown; response: Response };

/**
 * The body of a successful answer.
 *
 * @throws ApiError with the server's sentence and code, or with status 0 when no answer came.
 */
export async function bodyOf<T>(call: Promise<Outcome<T>>): Promise<T> {
  return (await answerOf(call)).body;
}

/** As `bodyOf`, with the response beside it for those who need a header. */
export async function answerOf<T>(call: Promise<Outcome<T>>): Promise<{ body: T; response: Response }> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (cause) {
    // A cancelled call is not a failure to report; anything else here means that no usable answer came.
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, unreachable());
  }
  if (!outcome.response.ok || outcome.data === undefined) {
    throw ApiError.fromAnswer(outcome.response, outcome.error);
  }
  return { body: outcome.data, response: outcome.response };
}
