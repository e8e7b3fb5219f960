import { expect, test } from "vitest";
import { eveningFile, forCalendars, forGoogle } from "./addresses";

test("calendars are handed an address of their own kind", () => {
  expect(forCalendars("https://play.example/calendar/abc.ics")).toBe(
    "webcal://play.example/calendar/abc.ics",
  );
  expect(forCalendars("http://127.0.0.1:8000/calendar.ics")).toBe("webcal://127.0.0.1:8000/calendar.ics");
});

test("Google is handed the whole of it", () => {
  expect(forGoogle("https://play.example/calendar/a-b_c.ics")).toBe(
    "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fplay.example%2Fcalendar%2Fa-b_c.ics",
  );
});

test("an evening is a file", () => {
  expect(eveningFile("2026-11-28")).toBe("/calendar/evenings/2026-11-28.ics");
});
