import type { PlanningSession, PlanningState, Status } from "@/api/types";

export type Side = "A" | "B";
/** Where somebody is on the board; null is unassigned. */
export type Place = Side | null;

export const SIDES: readonly Side[] = ["A", "B"];

/** Who plays on which side, by user id, and who leads it. Never changed in place. */
export interface Draft {
  A: readonly number[];
  B: readonly number[];
  captains: Readonly<Record<Side, number | null>>;
}

/** Somebody of the room. Who took their answer back has no status. */
export interface Person {
  userId: number;
  name: string;
  status: Status | null;
  /** Null without a rating, and for who may not see it. */
  rating: number | null;
}

/** Where the viewer plays, in the saved teams. */
export interface MyTeam {
  side: Side;
  /** The captain's name, null where the side has none. */
  captain: string | null;
  /** Whether that is the viewer. */
  leads: boolean;
}

/** The viewer's own team of a room; null where they are on none, or no teams are saved. */
export function myTeamOf({ teams }: Pick<PlanningSession, "teams">, userId: number | null): MyTeam | null {
  const side = SIDES.find((each) => teams[each].members.some((member) => member.user_id === userId));
  if (side === undefined) return null;
  const { captain_name, captain_user_id } = teams[side];
  return { side, captain: captain_name ?? null, leads: captain_user_id === userId };
}

/** The draft that the server holds. */
export function savedDraft({ teams }: Pick<PlanningSession, "teams">): Draft {
  return {
    A: teams.A.members.map((member) => member.user_id),
    B: teams.B.members.map((member) => member.user_id),
    captains: { A: teams.A.captain_user_id ?? null, B: teams.B.captain_user_id ?? null },
  };
}

/** Everybody whom the room names, by user id: the pool, and who is still in the saved draft. */
export function peopleOf(state: Pick<PlanningState, "participants" | "session">): Map<number, Person> {
  const people = new Map<number, Person>();
  const ratingOf = (userId: number) => state.session?.ratings?.[String(userId)] ?? null;
  for (const side of SIDES) {
    for (const member of state.session?.teams[side].members ?? []) {
      people.set(member.user_id, {
        userId: member.user_id,
        name: member.display_name,
        status: member.status ?? null,
        rating: ratingOf(member.user_id),
      });
    }
  }
  for (const { user_id, display_name, status } of state.participants) {
    people.set(user_id, { userId: user_id, name: display_name, status, rating: ratingOf(user_id) });
  }
  return people;
}

/** No longer of the pool: said that they do not play, or took their answer back. */
export function isGone({ status }: Pick<Person, "status">): boolean {
  return status === null || status === "NOT_PLAYING";
}

export function placeOf(draft: Draft, userId: number): Place {
  return SIDES.find((side) => draft[side].includes(userId)) ?? null;
}

export function isCaptain(draft: Draft, userId: number): boolean {
  return SIDES.some((side) => draft.captains[side] === userId);
}

export function isEmpty(draft: Draft): boolean {
  return draft.A.length + draft.B.length === 0;
}

/** The draft with these people in one place, after those who are there already. */
export function withMoved(draft: Draft, userIds: readonly number[], to: Place): Draft {
  const moving = userIds.filter((userId) => placeOf(draft, userId) !== to);
  if (moving.length === 0) return draft;
  const side = (name: Side) => {
    const staying = draft[name].filter((userId) => !moving.includes(userId));
    return name === to ? [...staying, ...moving] : staying;
  };
  const captain = (name: Side) => {
    const userId = draft.captains[name];
    return userId !== null && moving.includes(userId) ? null : userId;
  };
  return { A: side("A"), B: side("B"), captains: { A: captain("A"), B: captain("B") } };
}

/** Makes somebody the captain of the side they are on, or no captain any more. */
export function withCaptain(draft: Draft, userId: number): Draft {
  const side = placeOf(draft, userId);
  if (side === null) return draft;
  const captain = draft.captains[side] === userId ? null : userId;
  return { ...draft, captains: { ...draft.captains, [side]: captain } };
}

/** Whether two drafts say the same; the order within a side says nothing. */
export function sameDraft(one: Draft, other: Draft): boolean {
  return one === other || changedBetween(one, other).length === 0;
}

export interface Spot {
  place: Place;
  captain: boolean;
}

export interface Change {
  userId: number;
  before: Spot;
  after: Spot;
}

/** Everybody who is elsewhere, or leads where they did not, with those who leave first. */
export function changedBetween(before: Draft, after: Draft): Change[] {
  const everybody = new Set([...before.A, ...before.B, ...after.A, ...after.B]);
  return [...everybody]
    .map((userId) => ({ userId, before: spotOf(before, userId), after: spotOf(after, userId) }))
    .filter(
      (change) =>
        change.before.place !== change.after.place || change.before.captain !== change.after.captain,
    )
    .sort((one, other) => Number(one.after.place !== null) - Number(other.after.place !== null));
}

function spotOf(draft: Draft, userId: number): Spot {
  return { place: placeOf(draft, userId), captain: isCaptain(draft, userId) };
}

/**
 * Our edits of one draft, made to another that somebody else saved meanwhile; null where both change the same
 * player's place or the same side's captain, in different ways.
 */
export function rebased(base: Draft, mine: Draft, theirs: Draft): Draft | null {
  if (sameDraft(base, theirs)) return mine;
  const placed = changedBetween(base, mine).filter(({ before, after }) => before.place !== after.place);
  const collides = placed.some(({ userId, before, after }) => {
    const there = placeOf(theirs, userId);
    return there !== before.place && there !== after.place;
  });
  const led = SIDES.filter((side) => mine.captains[side] !== base.captains[side]);
  const twoCaptains = led.some(
    (side) => theirs.captains[side] !== base.captains[side] && theirs.captains[side] !== mine.captains[side],
  );
  if (collides || twoCaptains) return null;
  const moved = placed.reduce((draft, { userId, after }) => withMoved(draft, [userId], after.place), theirs);
  const captains = { ...moved.captains };
  for (const side of led) {
    const captain = mine.captains[side];
    captains[side] = captain !== null && moved[side].includes(captain) ? captain : null;
  }
  return { ...moved, captains };
}

/** The draft without people of whom nothing is known any more. */
export function onlyOf(draft: Draft, known: ReadonlyMap<number, unknown>): Draft {
  return withMoved(
    draft,
    [...draft.A, ...draft.B].filter((userId) => !known.has(userId)),
    null,
  );
}

/** The mean of those who have a rating, null where nobody has one. */
export function averageRating(people: readonly Pick<Person, "rating">[]): number | null {
  const ratings = people.map((person) => person.rating).filter((rating) => rating !== null);
  return ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
}
