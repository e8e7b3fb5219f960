import { describe, expect, it } from "vitest";
import { type Seats, seatsOf } from "./seats";

const MARKS = { LOOKING: "L", AVAILABLE: "a", MAYBE: "m" } as const;

function drawn({ needed, further, more }: Seats): string {
  const group = (seats: Seats["needed"]) =>
    seats.map(({ status }) => (status === null ? "." : MARKS[status])).join("");
  return `${group(needed)}|${group(further)}${more > 0 ? `+${more}` : ""}`;
}

function counts(LOOKING: number, AVAILABLE: number, MAYBE: number) {
  return { counts: { LOOKING, AVAILABLE, MAYBE, NOT_PLAYING: 4 } };
}

describe("the seats of an evening", () => {
  it.each([
    [0, 0, 0, 6, "......|......"],
    [4, 3, 2, 6, "LLLL..|aaamm."],
    [6, 0, 0, 6, "LLLLLL|......"],
    [8, 3, 1, 6, "LLLLLL|LLaaam"],
    [9, 3, 1, 6, "LLLLLL|LLLaa+2"],
    [0, 7, 0, 6, "......|aaaaa+2"],
    [3, 0, 1, 1, "L|+3"],
    [1, 0, 1, 1, "L|m"],
    [2, 0, 0, 12, "LL..........|............"],
  ])("%i looking, %i available, %i maybe of %i", (looking, available, maybe, threshold, seats) => {
    expect(drawn(seatsOf(counts(looking, available, maybe), threshold))).toBe(seats);
  });

  it("never gives a needed place to somebody who only could play", () => {
    const { needed } = seatsOf(counts(2, 9, 9), 6);
    expect(needed.map(({ status }) => status)).toEqual(["LOOKING", "LOOKING", null, null, null, null]);
  });

  it("knows who sits there where names are for the viewer", () => {
    const user = (user_id: number, display_name: string) => ({
      user_id,
      display_name,
      arrives_at: "21:30",
    });
    const { needed, further } = seatsOf(
      {
        ...counts(1, 1, 0),
        users_by_status: {
          LOOKING: [user(1, "Fenrir")],
          AVAILABLE: [user(2, "Juniper")],
          MAYBE: [],
          NOT_PLAYING: [],
        },
      },
      2,
    );
    // Lateness is worth a mark on a place that is taken.
    expect([needed[0]?.late, further[0]?.late]).toEqual([true, false]);
    expect([needed[0]?.name, needed[1]?.name, further[0]?.userId]).toEqual(["Fenrir", null, 2]);
  });
});
