import { t } from "words:webhooks";
import type { Webhook, WebhookDelivery, WebhookEvent } from "@/api/types";
import { dateFormat } from "@/lib/dateFormats";

/** What can be heard, in the order of an evening. */
export const EVENTS: readonly WebhookEvent[] = [
  "evening.short",
  "call.started",
  "session.ready",
  "teams.saved",
  "result.recorded",
];

/** An event as people call it. */
export function eventInWords(event: WebhookDelivery["event"]): string {
  return t("event", { event: event.replace(".", "-") });
}

function atTime(instant: string, timeZone: string, locale: string): string {
  const format = dateFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  return format.format(new Date(instant));
}

/** How an address does, in a sentence. */
export function stateInWords(webhook: Webhook, zone: string, locale: string): string {
  const { state, failing_since: since, failures, waiting, last_delivered_at: last } = webhook;
  if (state !== "on") return t("state", { state });
  if (since !== null) return t("failing-since", { time: atTime(since, zone, locale), failures });
  if (waiting > 0) return t("waiting", { waiting });
  return last === null ? t("nothing-yet") : t("last-taken", { time: atTime(last, zone, locale) });
}

/** What became of one message, in a sentence. */
export function outcomeInWords(delivery: WebhookDelivery, zone: string, locale: string): string {
  const { state, reason, status, attempts, due_at: due } = delivery;
  if (state === "delivered") return t("delivered", { attempts });
  const why = reason === null ? "" : t("reason", { reason, status: status ?? 0 });
  if (state === "pending" && attempts > 0) {
    return `${why} ${t("again-at", { attempts, time: atTime(due, zone, locale) })}`;
  }
  if (state === "pending" || state === "sending") return t("on-its-way");
  return state === "given_up" && reason !== "gone" && reason !== "sandbox"
    ? `${why} ${t("given-up", { attempts })}`
    : why;
}

/** When an event happened. */
export function happenedAt({ occurred_at: at }: WebhookDelivery, zone: string, locale: string): string {
  return atTime(at, zone, locale);
}
