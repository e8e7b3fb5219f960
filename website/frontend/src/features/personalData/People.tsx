import { t } from "words:personalData";
import { type ReactNode, useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { Leaving } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { withoutColourCodes } from "@/lib/names";
import { useDebounced } from "@/lib/useDebounced";
import { SHORTEST_SEARCH, useDownloadOf, useErasureOf, useLeaving, usePeople } from "./api/usePeople";
import styles from "./People.module.css";
import { whenInWords } from "./when";

const SEARCH_AFTER = 250;

/** For admins: what is stored of somebody who asks them, erasing them, and who is about to be. */
export function People() {
  const leaving = useLeaving();
  return (
    <div className={styles.cards}>
      <Finding leaving={leaving.data?.people ?? []} />
      <Card heading={t("leaving")} busy={leaving.isPending}>
        {leaving.data ? (
          leaving.data.people.length === 0 ? (
            <p className={form.quiet}>{t("leaving-none")}</p>
          ) : (
            <ul className={styles.list}>
              {leaving.data.people.map((each) => (
                <Somebody
                  key={each.user_id}
                  userId={each.user_id}
                  name={nameOf(each)}
                  note={t("asked-by", { who: each.asked_by })}
                  leaving={each}
                />
              ))}
            </ul>
          )
        ) : leaving.error === null ? (
          <p>
            <Skeleton>{t("leaving-loading")}</Skeleton>
          </p>
        ) : (
          <div>
            <p role="alert" className={form.problem}>
              {t("leaving-not-loaded", { reason: sentenceOf(leaving.error) })}
            </p>
            <Button onPress={() => void leaving.refetch()}>{t("try-again")}</Button>
          </div>
        )}
      </Card>
    </div>
  );
}

function nameOf({ name, user_id }: { name: string | null; user_id: number }): string {
  return name === null ? String(user_id) : withoutColourCodes(name);
}

function Finding({ leaving }: { leaving: Leaving[] }) {
  const [text, setText] = useState("");
  const searched = useDebounced(text.trim(), SEARCH_AFTER);
  const search = usePeople(searched);
  const fieldId = useId();
  const people = searched.length < SHORTEST_SEARCH ? undefined : search.data?.people;
  const known = people?.filter(({ user_id }) => user_id !== null);
  return (
    <Card heading={t("people")}>
      <p className={form.quiet}>{t("people-note")}</p>
      <div className={form.field}>
        <label htmlFor={fieldId}>{t("find-label")}</label>
        <input
          id={fieldId}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder={t("find-by")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={form.input}
        />
      </div>
      {search.isError && (
        <p role="alert" className={form.problem}>
          {sentenceOf(search.error)}
        </p>
      )}
      {known?.length === 0 && (
        <p role="status" className={form.quiet}>
          {t("none-matches", { text: searched })}
        </p>
      )}
      {known !== undefined && known.length > 0 && (
        <ul className={styles.list} aria-label={t("results")}>
          {known.map(({ user_id, name, username, discord_user_id }) => (
            <Somebody
              key={discord_user_id}
              userId={user_id ?? 0}
              name={name === null ? discord_user_id : withoutColourCodes(name)}
              note={username === null ? null : t("handle", { username })}
              leaving={leaving.find((each) => each.user_id === user_id)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface SomebodyProps {
  userId: number;
  name: string;
  note: ReactNode;
  /** That they are about to be erased, if they are. */
  leaving: Leaving | undefined;
}

function Somebody({ userId, name, note, leaving }: SomebodyProps) {
  const [asking, setAsking] = useState(false);
  const zone = useViewerZone();
  const download = useDownloadOf(userId);
  const erasure = useErasureOf(userId);
  return (
    <li className={styles.somebody}>
      <div className={styles.who}>
        <span className={styles.name}>{name}</span>
        <span className={form.quiet}>{note}</span>
        {leaving && (
          <span className={styles.leaving}>
            {t("erased-on", { when: whenInWords(leaving.erases_at, zone, viewerLocale()) })}
          </span>
        )}
      </div>
      <div className={form.actions}>
        <Button
          isDisabled={download.isPending}
          aria-label={t("download-of", { name })}
          onPress={() => download.mutate("everything")}
        >
          {t("download-all")}
        </Button>
        <Button
          isDisabled={download.isPending}
          aria-label={t("answers-of", { name })}
          onPress={() => download.mutate("answers")}
        >
          {t("answers-short")}
        </Button>
        {leaving ? (
          leaving.asked_by !== "restore" && (
            <Button
              look="primary"
              isDisabled={erasure.isPending}
              aria-label={t("let-stay-named", { name })}
              onPress={() => erasure.mutate(false)}
            >
              {t("let-stay")}
            </Button>
          )
        ) : (
          <Button look="danger" aria-label={t("erase-of", { name })} onPress={() => setAsking(true)}>
            {t("erase-somebody")}
          </Button>
        )}
      </div>
      {download.isError && (
        <p role="alert" className={form.problem}>
          {t("not-downloaded", { reason: sentenceOf(download.error) })}
        </p>
      )}
      <SaveProblem error={erasure.isError && !asking ? erasure.error : null} />
      {asking && (
        <ConfirmDialog
          title={t("erase-somebody-question", { name })}
          confirmLabel={t("erase-somebody")}
          onConfirm={() => erasure.mutateAsync(true)}
          onClose={() => setAsking(false)}
        >
          {t("erase-somebody-means")}
        </ConfirmDialog>
      )}
    </li>
  );
}
