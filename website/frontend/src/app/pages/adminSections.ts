import { t } from "words:admin";
import { type ComponentType, lazy } from "react";

/** A section of the admins' place: `#/admin?section=<id>`. */
export interface AdminSection {
  id: string;
  /** As the navigation calls it. */
  name: string;
  /** As it is called where it could not be drawn. */
  part: string;
  Content: ComponentType;
}

/** In the order of the navigation; the first one is shown where the address names none. */
export const SECTIONS: readonly [AdminSection, ...AdminSection[]] = [
  {
    id: "players",
    name: t("players"),
    part: t("part-players"),
    Content: lazy(async () => ({ default: (await import("@/features/identity/Players")).Players })),
  },
  {
    id: "rights",
    name: t("rights"),
    part: t("part-rights"),
    Content: lazy(async () => ({ default: (await import("@/features/identity/Rights")).Rights })),
  },
  {
    id: "deliveries",
    name: t("deliveries"),
    part: t("part-deliveries"),
    Content: lazy(async () => ({
      default: (await import("@/features/notifications/Deliveries")).Deliveries,
    })),
  },
  {
    id: "evenings",
    name: t("evenings"),
    part: t("part-evenings"),
    Content: lazy(async () => ({ default: (await import("@/features/evenings/Rules")).Rules })),
  },
  {
    id: "members",
    name: t("members"),
    part: t("part-members"),
    Content: lazy(async () => ({ default: (await import("./MembersPlace")).MembersContent })),
  },
  {
    id: "health",
    name: t("health"),
    part: t("part-health"),
    Content: lazy(async () => ({ default: (await import("@/features/health/Health")).Health })),
  },
  {
    id: "personal-data",
    name: t("personal-data"),
    part: t("part-personal-data"),
    Content: lazy(async () => ({ default: (await import("@/features/personalData/People")).People })),
  },
  {
    id: "log",
    name: t("log"),
    part: t("part-log"),
    Content: lazy(async () => ({ default: (await import("@/features/audit/Acts")).Acts })),
  },
];

/** The section that an address names. */
export function sectionOf(id: string | null): AdminSection {
  return SECTIONS.find((section) => section.id === id) ?? SECTIONS[0];
}
