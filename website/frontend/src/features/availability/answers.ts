import type { Availability, Day, Details, IsoDate, NamedUser, Status } from "@/api/types";

/** A person's answer for a day; null means that it is cleared. */
export interface Answer extends Details {
  date: IsoDate;
  status: Status | null;
}

/** The viewer as others see them in the lists of names. */
export interface Self {
  user_id: number;
  display_name: string;
}

/** The viewer's answer among those that have names; undefined where there is none. */
export function ownEntry(day: Day | undefined, viewerId: number | null | undefined): NamedUser | undefined {
  const status = day?.my_status;
  return status ? day.users_by_status?.[status].find(({ user_id }) => user_id === viewerId) : undefined;
}

/** What an answer says beside its status: only what it says. */
export function detailsOf({ arrives_at, only_if }: Details = {}): Details {
  return { ...(arrives_at && { arrives_at }), ...(only_if && { only_if }) };
}

/**
 * The day as it is once the viewer's answer counts. Applying the same answer twice changes nothing, so it can
 * lie over whatever the server last said while a save is on its way. Who says something else under the same status
 * keeps their place.
 */
export function withAnswer(day: Day, answer: Omit<Answer, "date">, self: Self | null): Day {
  const { status } = answer;
  const previous = day.my_status ?? null;
  const before = ownEntry(day, self?.user_id);
  const details = detailsOf(answer);
  // Whoever says what was given for them has said it themselves.
  const same = !before || (saysSame(detailsOf(before), details) && !before.usual);
  if (previous === status && same) return day;
  const counts = { ...day.counts };
  if (previous !== null) counts[previous] = Math.max(0, counts[previous] - 1);
  if (status !== null) counts[status] += 1;
  const total = counts.LOOKING + counts.AVAILABLE + counts.MAYBE + counts.NOT_PLAYING;
  const changed: Day = { ...day, counts, total, my_status: status };
  if (!day.users_by_status || self === null) return changed;

  const names = { ...day.users_by_status };
  const entry: NamedUser = { ...self, ...details, ...(before && { avatar: before.avatar }) };
  if (status !== null && previous === status) {
    names[status] = names[status].map((user) => (user === before ? entry : user));
  } else {
    if (previous !== null) {
      names[previous] = names[previous].filter((user) => user.user_id !== self.user_id);
    }
    if (status !== null) names[status] = [...names[status], entry];
  }
  return { ...changed, users_by_status: names };
}

function saysSame(one: Details, other: Details): boolean {
  return one.arrives_at === other.arrives_at && one.only_if === other.only_if;
}

/** As `withAnswer`, for every day of an answer from the server. Later answers win over earlier ones. */
export function withAnswers(
  availability: Availability,
  answers: readonly Answer[],
  self: Self | null,
): Availability {
  if (answers.length === 0) return availability;
  const latest = new Map(answers.map((answer) => [answer.date, answer]));
  return {
    ...availability,
    days: availability.days.map((day) => {
      const answer = latest.get(day.date);
      return answer === undefined ? day : withAnswer(day, answer, self);
    }),
  };
}

/** Whether the viewer gave their answer themselves; they are offered no usual one then. */
export function isAnsweredByHand({ status, usual }: { status: Status | null; usual: boolean }): boolean {
  return status !== null && !usual;
}
