import { t } from "words:players";
import { useId, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { ImportRow, ImportSeen } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { withoutColourCodes } from "@/lib/names";
import { ratingText } from "@/lib/numbers";
import { useImport, useImportPreview, useTakeBack } from "./api/useProfiles";
import styles from "./Players.module.css";

/** As base64 it has to fit into what the server takes. */
const LARGEST_FILE = 700_000;
const MOST_LINES = 20;

/** For admins: a file of players, looked at and then imported as it was seen. */
export function ImportPlayers() {
  const [file, setFile] = useState<{ name: string; content: string } | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const preview = useImportPreview();
  const load = useImport();
  const takeBack = useTakeBack();
  const input = useRef<HTMLInputElement>(null);
  const inputId = useId();

  async function choose(chosen: File | undefined) {
    if (chosen === undefined) return;
    preview.reset();
    load.reset();
    takeBack.reset();
    setFile(null);
    setTooLarge(chosen.size > LARGEST_FILE);
    if (chosen.size > LARGEST_FILE) return;
    const content = base64(await chosen.arrayBuffer());
    setFile({ name: chosen.name, content });
    preview.mutate(content);
  }

  const seen = preview.data;
  const actId = load.data?.act_id ?? null;
  const error = preview.error ?? load.error ?? takeBack.error;
  return (
    <Card heading={t("import")} busy={preview.isPending}>
      <p className={styles.quiet}>{t("import-note")}</p>
      <div>
        <input
          ref={input}
          id={inputId}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          hidden
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button isDisabled={load.isPending} onPress={() => input.current?.click()}>
          {t(file === null ? "choose-file" : "another-file")}
        </Button>
      </div>
      {tooLarge && (
        <p role="alert" className={styles.problem}>
          {t("too-large")}
        </p>
      )}
      {preview.isPending && file !== null && <p role="status">{t("looking", { file: file.name })}</p>}
      {file !== null && seen !== undefined && load.data === undefined && (
        <Seen
          name={file.name}
          seen={seen}
          busy={load.isPending}
          onImport={() => load.mutate({ file: file.content, fingerprint: seen.fingerprint })}
        />
      )}
      <div role="status" className={styles.done}>
        {load.data !== undefined && (
          <span>{takeBack.isSuccess ? t("undone") : t("imported", load.data)}</span>
        )}
        {actId !== null && !takeBack.isSuccess && (
          <Button isDisabled={takeBack.isPending} onPress={() => takeBack.mutate(actId)}>
            {t("undo")}
          </Button>
        )}
      </div>
      {error !== null && (
        <p role="alert" className={styles.problem}>
          {sentenceOf(error)}
        </p>
      )}
    </Card>
  );
}

interface SeenProps {
  name: string;
  seen: ImportSeen;
  busy: boolean;
  onImport: () => void;
}

function Seen({ name, seen, busy, onImport }: SeenProps) {
  const count = seen.added_count + seen.changed_count;
  if (seen.refused.length > 0) return <Refused refused={seen.refused} />;
  return (
    <>
      <p role="status">
        {count === 0
          ? t("nothing-to-import")
          : t("would", {
              file: name,
              added: seen.added_count,
              changed: seen.changed_count,
              unchanged: seen.unchanged_count,
            })}
      </p>
      {seen.changed.length > 0 && (
        <section className={styles.part}>
          <h3 className={styles.heading}>{t("changed-players")}</h3>
          <ul className={styles.small}>
            {seen.changed.slice(0, MOST_LINES).map(({ before, after }) => (
              <li key={after.guid}>{t("was-and-is", { before: wordsOf(before), after: wordsOf(after) })}</li>
            ))}
          </ul>
          <ShownOf count={seen.changed_count} />
        </section>
      )}
      {seen.added.length > 0 && (
        <section className={styles.part}>
          <h3 className={styles.heading}>{t("new-players")}</h3>
          <ul className={styles.small}>
            {seen.added.slice(0, MOST_LINES).map((row) => (
              <li key={row.guid}>{wordsOf(row)}</li>
            ))}
          </ul>
          <ShownOf count={seen.added_count} />
        </section>
      )}
      {count > 0 && (
        <div>
          <Button look="primary" isDisabled={busy} onPress={onImport}>
            {t("import-now", { count })}
          </Button>
        </div>
      )}
    </>
  );
}

function ShownOf({ count }: { count: number }) {
  if (count <= MOST_LINES) return null;
  return <p className={styles.quiet}>{t("shown-of", { shown: MOST_LINES, count })}</p>;
}

function Refused({ refused }: Pick<ImportSeen, "refused">) {
  return (
    <div role="alert" className={styles.part}>
      <p className={styles.problem}>{t("refused-lines", { count: refused.length })}</p>
      <ul className={styles.small}>
        {refused.slice(0, MOST_LINES).map(({ line, reason }) => (
          <li key={`${line} ${reason}`}>{line === null ? reason : t("refused-line", { line, reason })}</li>
        ))}
      </ul>
      {refused.length > MOST_LINES && (
        <p className={styles.quiet}>{t("refused-more", { count: refused.length - MOST_LINES })}</p>
      )}
    </div>
  );
}

/** A row of the file in words: the name, the rating, the aliases. */
function wordsOf({ name, rating, aliases }: ImportRow): string {
  return [
    withoutColourCodes(name),
    rating === null ? null : t("row-rating", { rating: ratingText(rating) }),
    aliases.length === 0 ? null : t("row-also", { names: aliases.map(withoutColourCodes).join(", ") }),
  ]
    .filter((part) => part !== null)
    .join(", ");
}

function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
