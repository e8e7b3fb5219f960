import type { Member } from "@/api/types";
import { Avatar } from "@/components/Avatar";
import styles from "./Members.module.css";
import { factsOf, silenceOf } from "./words";

/** Members by name, each with what is so of them. */
export function MemberRows({ members }: { members: readonly Member[] }) {
  return (
    <ul className={styles.rows}>
      {members.map((member) => (
        <li key={member.user_id} className={styles.row}>
          <span className={styles.who}>
            <Avatar name={member.display_name} src={member.avatar_url} />
            <span className={styles.name}>{member.display_name}</span>
          </span>
          <span className={styles.facts}>{factsOf(member).join(" · ")}</span>
          <span className={styles.silence}>{silenceOf(member)}</span>
        </li>
      ))}
    </ul>
  );
}
