import { t } from "words:history";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { EveningDetails, IsoDate, PastEvening } from "@/api/types";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { formatTime } from "@/lib/zones";
import { useEvening } from "./api/useHistory";
import { CloseByHand } from "./CloseByHand";
import { EveningMark, stateInWords } from "./EveningMark";
import { groupsOf, stateOf } from "./evenings";
import styles from "./History.module.css";

const TOLD_BY = { voice: "by-voice", server: "by-server", hand: "by-hand" } as const;

/** One evening: its record, and for those who may know it, who was there. */
export function EveningCard({ day }: { day: IsoDate }) {
  const { data, error, isPlaceholderData, isPending } = useEvening(day);
  const shown = data?.evening.date ?? day;
  return (
    <Card
      heading={t("details", { day: formatDate(shown, "long", viewerLocale()) })}
      busy={isPending || isPlaceholderData}
    >
      <div aria-live="polite" className={styles.stack}>
        {data ? (
          <>
            <Facts evening={data.evening} />
            {data.people && (
              <People people={data.people} leftOut={data.left_out} told={data.evening.told_by !== null} />
            )}
            {data.may_close && <CloseByHand key={shown} details={data} />}
          </>
        ) : (
          error && <p className={styles.quiet}>{sentenceOf(error)}</p>
        )}
      </div>
    </Card>
  );
}

function Facts({ evening }: { evening: PastEvening }) {
  const zone = useViewerZone();
  const state = stateOf(evening);
  const facts: [string, string | number | null][] = evening.session
    ? [
        [t("start"), formatTime(Date.parse(evening.starts_at), zone, viewerLocale())],
        [t("needed"), evening.threshold],
        [t("said-yes"), evening.said_yes],
        [t("came"), evening.came],
        [t("most-in-voice"), evening.most_in_voice],
        [t("most-on-server"), evening.most_on_server],
        [t("told-by"), evening.closed ? t(evening.told_by ? TOLD_BY[evening.told_by] : "by-nobody") : null],
      ]
    : [];
  return (
    <>
      <p className={styles.state}>
        <EveningMark state={state} />
        <strong>{stateInWords(state)}</strong>
        {evening.session && evening.enough_minutes > 0 && (
          <span className={styles.quiet}>{t("line-minutes", { count: evening.enough_minutes })}</span>
        )}
      </p>
      <dl className={styles.facts}>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}

interface PeopleProps {
  people: NonNullable<EveningDetails["people"]>;
  leftOut: number;
  /** Whether anything told who was there. */
  told: boolean;
}

const GROUPS = ["came-as-said", "came-besides", "said-not-seen"] as const;

function People({ people, leftOut, told }: PeopleProps) {
  const zone = useViewerZone();
  const locale = viewerLocale();
  const groups = groupsOf(people);
  const time = (instant: string) => formatTime(Date.parse(instant), zone, locale);
  return (
    <>
      {GROUPS.map((group) =>
        groups[group].length === 0 ? null : (
          <section key={group}>
            <h3 className={styles.group}>{t(told || group !== "said-not-seen" ? group : "said-yes")}</h3>
            <ul className={styles.people}>
              {groups[group].map(({ user_id, display_name, first_seen_at, last_seen_at }) => (
                <li key={user_id}>
                  <span className={styles.name}>{display_name}</span>
                  {group !== "said-not-seen" && first_seen_at !== null && last_seen_at !== null && (
                    <span className={styles.quiet}>
                      {t("seen", { first: time(first_seen_at), last: time(last_seen_at) })}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
      {people.length === 0 && leftOut === 0 && <p className={styles.quiet}>{t("nobody")}</p>}
      {leftOut > 0 && <p className={styles.quiet}>{t("left-out", { count: leftOut })}</p>}
    </>
  );
}
