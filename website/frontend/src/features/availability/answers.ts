import type { Availability, Day, IsoDate, Status } from "@/api/types";

/** A person's answer for a day; null means that it is cleared. */
export interface Answer {
  date: IsoDate;
  status: Status | null;
}

/** The viewer as others see them in the lists of names. */
export interface Self {
  user_id: number;
  display_name: string;
}

/**
 * The day as it is once the viewer's answer counts. Applying the same answer twice changes nothing, so it can
 * lie over whatever the server last said while a save is on its way.
 */
export function withAnswer(day: Day, status: Status | null, self: Self | null): Day {
  const previous = day.my_status ?? null;
  if (previous === status) return day;
  const counts = { ...day.counts };
  if (previous !== null) counts[previous] = Math.max(0, counts[previous] - 1);
  if (status !== null) counts[status] += 1;
  const total = counts.LOOKING + counts.AVAILABLE + counts.MAYBE + counts.NOT_PLAYING;
  const changed: Day = { ...day, counts, total, my_status: status };
  if (!day.users_by_status || self === null) return changed;

  const names = { ...day.users_by_status };
  if (previous !== null) {
    names[previous] = names[previous].filter((user) => user.user_id !== self.user_id);
  }
  if (status !== null) names[status] = [...names[status], self];
  return { ...changed, users_by_status: names };
}

/** As `withAnswer`, for every day of an answer from the server. Later answers win over earlier ones. */
export function withAnswers(
  availability: Availability,
  answers: readonly Answer[],
  self: Self | null,
): Availability {
  if (answers.length === 0) return availability;
  const latest = new Map(answers.map((answer) => [answer.date, answer.status]));
  return {
    ...availability,
    days: availability.days.map((day) => {
      const status = latest.get(day.date);
      return status === undefined ? day : withAnswer(day, status, self);
    }),
  };
}
