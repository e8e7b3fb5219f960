import { t } from "words:problem";

export interface ErrorBody {
  detail: string;
  code: string;
  errors: { field: string; message: string }[];
}

/** What is said where no answer came. */
export function unreachable(): ErrorBody {
  return { detail: t("unreachable"), code: "unreachable", errors: [] };
}

/** A refused or failed call. `status` is the HTTP status, 0 when no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: ErrorBody["errors"];
  /** Seconds that the server asked us to wait, if it did. */
  readonly retryAfter: number | null;
  /** The answer as it came; some say more than what is wrong. */
  readonly body: unknown;

  constructor(status: number, read: ErrorBody, retryAfter: number | null = null, body: unknown = null) {
    super(read.detail);
    this.name = "ApiError";
    this.status = status;
    this.code = read.code;
    this.detail = read.detail;
    this.errors = read.errors;
    this.retryAfter = retryAfter;
    this.body = body;
  }

  static fromAnswer(response: Response, body: unknown): ApiError {
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    return new ApiError(response.status, readErrorBody(body, response.status), secondsOrNull(seconds), body);
  }
}

function secondsOrNull(seconds: number): number | null {
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** Reads the contract's error body; a proxy's own page or an empty body still gives a plain sentence. */
export function readErrorBody(body: unknown, status: number): ErrorBody {
  const given = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const errors = Array.isArray(given.errors) ? given.errors.filter(isFieldError) : [];
  return {
    detail: typeof given.detail === "string" && given.detail !== "" ? given.detail : plainSentence(status),
    code: typeof given.code === "string" ? given.code : `http_${status}`,
    errors,
  };
}

function isFieldError(item: unknown): item is { field: string; message: string } {
  if (typeof item !== "object" || item === null) return false;
  const entry = item as Record<string, unknown>;
  return typeof entry.field === "string" && typeof entry.message === "string";
}

function plainSentence(status: number): string {
  if (status === 429) return t("too-many");
  if (status >= 500) return t("server-problem");
  return t("refused");
}

/** The sentence to show for any failure. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.detail : t("something-wrong");
}

/** The server's message about one field, else its sentence. */
export function fieldSentenceOf(error: unknown, field: string): string {
  if (error instanceof ApiError) {
    const entry = error.errors.find((item) => item.field === field || item.field.endsWith(`.${field}`));
    if (entry) return entry.message;
  }
  return sentenceOf(error);
}

/** Access may have changed under the page (session revoked, link removed elsewhere). */
export function isAccessError(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}
