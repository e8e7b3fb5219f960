import type { ReactNode } from "react";
import type { Route } from "./router";

/** Of the places in a phone's tab bar; the others' pictures are never seen. */
const SHAPES: Partial<Record<Route, ReactNode>> = {
  availability: <path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5Z" />,
  week: <path d="M4 6.5h16v13H4zM4 10.5h16M8 4v3.5M16 4v3.5" />,
  planning: (
    <path d="M8.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5M15.5 5.3a3 3 0 0 1 0 5.4M17 14.4c2.3.6 4 2.3 4 4.6" />
  ),
  notifications: (
    <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-3.4 3.7-5.5 7.5-5.5s6.9 2.1 7.5 5.5" />
  ),
  profile: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-3.4 3.7-5.5 7.5-5.5s6.9 2.1 7.5 5.5" />,
};

/** A place by its picture; decorative, the name stands below or beside it. */
export function PlaceIcon({ route }: { route: Route }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {SHAPES[route]}
    </svg>
  );
}
