import type { ReactNode } from "react";

interface IconProps {
  children: ReactNode;
}

/** Drawn in the text's colour and size; what it means stands beside it. */
function Icon({ children }: IconProps) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="1.15em"
      height="1.15em"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function DraftIcon() {
  return (
    <Icon>
      <path d="M3 6h4.5L13 14h4M3 14h4.5L9 11.8M11.2 8.4 13 6h4M14.5 3.5 17 6l-2.5 2.5M14.5 11.5 17 14l-2.5 2.5" />
    </Icon>
  );
}

export function BalanceIcon() {
  return (
    <Icon>
      <path d="M10 3v14M6 17h8M4 6h12M4 6l-2.2 5.5a2.3 2.3 0 0 0 4.4 0zM16 6l-2.2 5.5a2.3 2.3 0 0 0 4.4 0z" />
    </Icon>
  );
}

export function UndoIcon() {
  return (
    <Icon>
      <path d="M7 4 3.5 7.5 7 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8" />
    </Icon>
  );
}

export function CopyIcon() {
  return (
    <Icon>
      <rect x="7" y="7" width="10" height="10" rx="2" />
      <path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2" />
    </Icon>
  );
}

export function ShareIcon() {
  return (
    <Icon>
      <path d="M10 12.5V3M6.5 6 10 2.8 13.5 6M5 9H4v8h12V9h-1" />
    </Icon>
  );
}

export function PrintIcon() {
  return (
    <Icon>
      <path d="M6 7V3h8v4M6 14H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-2M6 12h8v5H6z" />
    </Icon>
  );
}

export function EditIcon() {
  return (
    <Icon>
      <path d="m4 16 .8-3.2L13.5 4 16 6.5l-8.800 8.700z" />
    </Icon>
  );
}

/** The captain's crown; hollow where somebody could be made one. */
export function CrownIcon({ worn }: { worn: boolean }) {
  return (
    <Icon>
      <path
        d="M3 15.5 2.5 6.500l4.200 3.500L10 4l3.300 6 4.200-3.500-.5 9z"
        fill={worn ? "currentColor" : "none"}
      />
    </Icon>
  );
}
