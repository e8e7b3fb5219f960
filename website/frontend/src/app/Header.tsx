import { t } from "words:app";
import type { ReactNode } from "react";
import type { LiveState } from "@/api/liveStream";
import { useAccess, useCommunity, useMe } from "@/api/queries";
import { Avatar } from "@/components/Avatar";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { withoutColourCodes } from "@/lib/names";
import styles from "./Header.module.css";
import { PlaceIcon } from "./PlaceIcon";
import type { Route } from "./router";

interface HeaderProps {
  route: Route;
  sandbox: boolean;
  live: LiveState;
  /** Whether tonight's planning room can be opened. */
  unlocked: boolean;
}

/** The community's name and the places: in the header on a desktop, in a tab bar at the bottom of a phone. */
export function Header({ route, sandbox, live, unlocked }: HeaderProps) {
  const name = useCommunity().data?.name ?? "Muster";
  const access = useAccess().data;
  const me = useMe(access?.authenticated === true).data;
  const theirs = me?.linked_player ?? me?.display_name ?? me?.username;
  const person = access?.authenticated && theirs ? withoutColourCodes(theirs) : null;
  const mine = access?.can_submit ? "notifications" : "profile";
  return (
    <header className={styles.header}>
      <div className={styles.inside}>
        <a href="#/availability" className={styles.brand}>
          {name}
          <span
            className={live === "open" ? styles.live : styles.notLive}
            title={live === "open" ? t("live") : ""}
          />
        </a>
        <nav aria-label={t("places")} className={styles.places}>
          <Place to="availability" route={route}>
            {t("tonight")}
          </Place>
          <Place to="week" route={route}>
            {t("week")}
          </Place>
          <Place to="planning" route={route} dot={unlocked}>
            {unlocked ? (
              <>
                <span aria-hidden="true">{t("teams")}</span>
                <VisuallyHidden>{t("teams-open")}</VisuallyHidden>
              </>
            ) : (
              t("teams")
            )}
          </Place>
          <Place to="history" route={route} wideOnly>
            {t("history")}
          </Place>
          {access?.can_promote && (
            <Place to="campaigns" route={route} also={["members"]} wideOnly>
              {t("campaigns")}
            </Place>
          )}
          {access?.is_admin && (
            <Place to="admin" route={route} wideOnly>
              {t("admin")}
            </Place>
          )}
          {sandbox && (
            <Place to="outbox" route={route} wideOnly>
              {t("outbox")}
            </Place>
          )}
          <Place
            to={mine}
            route={route}
            also={["notifications", "profile"]}
            icon={person === null ? undefined : <Avatar name={person} src={me?.avatar_url} />}
          >
            {t("me")}
          </Place>
        </nav>
      </div>
    </header>
  );
}

interface PlaceProps {
  to: Exclude<Route, "unknown">;
  route: Route;
  /** Routes beside `to` that are part of this place. */
  also?: readonly Route[];
  dot?: boolean;
  /** A phone's tab bar has room for four; this one is reached from Me there. */
  wideOnly?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}

function Place({ to, route, also = [], dot = false, wideOnly = false, icon, children }: PlaceProps) {
  const here = route === to || also.includes(route);
  return (
    <a
      href={`#/${to}`}
      aria-current={here ? "page" : undefined}
      className={wideOnly ? `${styles.place} ${styles.wideOnly}` : styles.place}
    >
      <span className={dot ? `${styles.icon} ${styles.dotted}` : styles.icon}>
        {icon ?? <PlaceIcon route={to} />}
        {dot && <span className={styles.dot} />}
      </span>
      <span className={styles.name}>{children}</span>
    </a>
  );
}
