import { t } from "words:members";
import { type ReactNode, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { MembersAsked } from "@/api/keys";
import type { MemberList } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { useDebounced } from "@/lib/useDebounced";
import { useMembers } from "./api/useMembers";
import { Head } from "./Head";
import { MemberFilter } from "./MemberFilter";
import { MemberRows } from "./MemberRows";
import styles from "./Members.module.css";
import { Pages } from "./Pages";

const SEARCH_AFTER = 250;

interface MembersProps {
  /** The links that bring more, given by the app. */
  invites: ReactNode;
}

/** Who could be asked at all, and what is missing of the others. */
export function Members({ invites }: MembersProps) {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<MembersAsked["missing"]>(null);
  const [page, setPage] = useState(1);
  const name = useDebounced(text.trim(), SEARCH_AFTER);
  const members = useMembers({ name, missing, page });

  function look(change: () => void) {
    change();
    setPage(1);
  }

  return (
    <div className={styles.columns}>
      <Card heading={t("tonight")} busy={members.isPending}>
        {members.data ? <Head totals={members.data.totals} /> : <Waiting />}
      </Card>
      <div className={styles.beside}>{invites}</div>
      <Card heading={t("list")} aside={members.data && <Found list={members.data} />}>
        <MemberFilter
          text={text}
          onText={(changed) => look(() => setText(changed))}
          missing={missing}
          onMissing={(chosen) => look(() => setMissing(chosen))}
          totals={members.data?.totals}
        />
        {members.data ? (
          <>
            <MemberRows members={members.data.members} />
            {members.data.found === 0 && (
              <p className={styles.quiet}>{name === "" ? t("nobody") : t("nobody-named", { name })}</p>
            )}
            <Pages page={page} pages={members.data.pages} onPage={setPage} />
          </>
        ) : members.error === null ? (
          <Waiting />
        ) : (
          <div className={styles.problem}>
            <p role="alert">{t("not-loaded", { reason: sentenceOf(members.error) })}</p>
            <Button onPress={() => void members.refetch()}>{t("try-again")}</Button>
          </div>
        )}
      </Card>
    </div>
  );
}

function Found({ list }: { list: MemberList }) {
  return (
    <span role="status" className={styles.quiet}>
      {t("found", { found: list.found })}
    </span>
  );
}

function Waiting() {
  return (
    <p className={styles.waiting}>
      <Skeleton>{t("loading")}</Skeleton>
    </p>
  );
}
