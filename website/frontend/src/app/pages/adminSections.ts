import type { t } from "words:admin";
import { type ComponentType, lazy } from "react";
import type { PlainId } from "@/lib/words";

/** A section of the admins' place: `#/admin?section=<id>`. */
export interface AdminSection {
  id: string;
  /** Messages: as the navigation calls it, and as it is called where it could not be drawn. */
  name: PlainId<typeof t>;
  part: PlainId<typeof t>;
  Content: ComponentType;
}

/** In the order of the navigation; the first one is shown where the address names none. */
export const SECTIONS: readonly [AdminSection, ...AdminSection[]] = [
  {
    id: "players",
    name: "players",
    part: "part-players",
    Content: lazy(async () => ({ default: (await import("@/features/identity/Players")).Players })),
  },
  {
    id: "rights",
    name: "rights",
    part: "part-rights",
    Content: lazy(async () => ({ default: (await import("@/features/identity/Rights")).Rights })),
  },
  {
    id: "deliveries",
    name: "deliveries",
    part: "part-deliveries",
    Content: lazy(async () => ({
      default: (await import("@/features/notifications/Deliveries")).Deliveries,
    })),
  },
  {
    id: "evenings",
    name: "evenings",
    part: "part-evenings",
    Content: lazy(async () => ({ default: (await import("@/features/evenings/Rules")).Rules })),
  },
  {
    id: "members",
    name: "members",
    part: "part-members",
    Content: lazy(async () => ({ default: (await import("./MembersPlace")).MembersContent })),
  },
  {
    id: "health",
    name: "health",
    part: "part-health",
    Content: lazy(async () => ({ default: (await import("@/features/health/Health")).Health })),
  },
  {
    id: "webhooks",
    name: "webhooks",
    part: "part-webhooks",
    Content: lazy(async () => ({ default: (await import("@/features/webhooks/Webhooks")).Webhooks })),
  },
  {
    id: "tokens",
    name: "tokens",
    part: "part-tokens",
    Content: lazy(async () => ({ default: (await import("@/features/readTokens/Tokens")).Tokens })),
  },
  {
    id: "personal-data",
    name: "personal-data",
    part: "part-personal-data",
    Content: lazy(async () => ({ default: (await import("@/features/personalData/People")).People })),
  },
  {
    id: "log",
    name: "log",
    part: "part-log",
    Content: lazy(async () => ({ default: (await import("@/features/audit/Acts")).Acts })),
  },
];

/** The section that an address names. */
export function sectionOf(id: string | null): AdminSection {
  return SECTIONS.find((section) => section.id === id) ?? SECTIONS[0];
}
