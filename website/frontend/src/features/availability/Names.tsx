import { t } from "words:availability";
import type { Day, NamedUser, Status } from "@/api/types";
import { Avatar } from "@/components/Avatar";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { STATUSES } from "@/lib/statuses";
import styles from "./Names.module.css";
import { detailWords, namesLabel } from "./words";

interface NamesProps {
  names: NonNullable<Day["users_by_status"]>;
  viewerId: number | null;
  /** Those of these answers alone. */
  of?: readonly Status[];
  /** `brief`: a picture in place of the word; `large`: with a picture of each person where there is room. */
  look?: "plain" | "brief" | "large";
  /** Names of those who are in voice, once that is worth saying of each. */
  inVoice?: readonly string[];
}

/** Who gave which answer; those who are looking in the order in which they came. */
export function Names({ names, viewerId, of = STATUSES, look = "plain", inVoice = [] }: NamesProps) {
  return (
    <dl className={look === "plain" ? styles.names : `${styles.names} ${styles[look]}`}>
      {of
        .filter((status) => names[status].length > 0)
        .map((status) => (
          <div key={status} className={styles.group}>
            <dt className={styles.status}>
              <StatusIcon status={status} />
              {look === "brief" ? <VisuallyHidden>{namesLabel(status)}</VisuallyHidden> : namesLabel(status)}
            </dt>
            <dd>
              <ol className={styles.people}>
                {names[status].map((user) => (
                  <li
                    key={user.user_id}
                    className={user.usual ? styles.usual : user.user_id === viewerId ? styles.you : undefined}
                  >
                    {look === "large" && (
                      <span className={styles.picture}>
                        <Avatar name={user.display_name} src={user.avatar} />
                      </span>
                    )}
                    <bdi>{user.display_name}</bdi>
                    <Detail of={user} />
                    {user.usual && <span className={styles.mark}>{t("usual-mark")}</span>}
                    {inVoice.includes(user.display_name) && (
                      <span className={styles.voice}>{t("in-voice")}</span>
                    )}
                    {user.user_id === viewerId && <span className={styles.mark}>{t("you")}</span>}
                  </li>
                ))}
              </ol>
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** From when, and on what condition: in brackets for the eye, in words for the ear. */
function Detail({ of }: { of: NamedUser }) {
  if (!of.arrives_at && !of.only_if) return null;
  const said = detailWords(of);
  return (
    <span className={styles.mark}>
      <span aria-hidden="true">{t("detail", said)}</span>
      <VisuallyHidden> {t("detail-said", said)}</VisuallyHidden>
    </span>
  );
}
