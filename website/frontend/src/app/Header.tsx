import { useAccess, useCommunity, useMe } from "@/api/queries";
import { Initials } from "@/components/Initials";
import { withoutColourCodes } from "@/lib/names";
import styles from "./Header.module.css";
import type { Route } from "./router";

interface HeaderProps {
  route: Route;
  sandbox: boolean;
}

export function Header({ route, sandbox }: HeaderProps) {
  const name = useCommunity().data?.name ?? "Muster";
  const access = useAccess().data;
  const me = useMe(access?.authenticated === true).data;
  const person =
    access?.authenticated && me
      ? withoutColourCodes(me.linked_player ?? me.display_name ?? me.username)
      : null;
  return (
    <header className={styles.header}>
      <div className={styles.inside}>
        <a href="#/availability" className={styles.brand}>
          {name}
        </a>
        <nav aria-label="Pages" className={styles.pages}>
          <a href="#/availability" aria-current={route === "availability" ? "page" : undefined}>
            Availability
          </a>
          {sandbox && (
            <a href="#/outbox" aria-current={route === "outbox" ? "page" : undefined}>
              Outbox
            </a>
          )}
          <a href="#/profile" aria-current={route === "profile" ? "page" : undefined}>
            {person !== null && <Initials name={person} />}
            Profile
          </a>
        </nav>
      </div>
    </header>
  );
}
