import { t } from "words:invites";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { Button } from "@/components/Button";
import form from "@/components/Form.module.css";
import { Select } from "@/components/Select";
import { canShare, copyText, share } from "@/lib/browser";
import { useMakeInvite } from "./api/useInvites";

const DAYS = [1, 7, 14, 30, 90];
const DAYS_FIRST = 14;
const USES = [1, 5, 10, 25, 100];

/** Makes a link, and shows it this once. */
export function MakeInvite() {
  const make = useMakeInvite();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const [days, setDays] = useState(DAYS_FIRST);
  const [most, setMost] = useState<number | null>(null);
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (make.isPending) return;
    make.mutate(
      { label: label.trim() || null, days, most_uses: most },
      {
        onSuccess: () => {
          setLabel("");
          setOpen(false);
        },
      },
    );
  }

  if (make.data) return <NewLink address={make.data.address} onDone={make.reset} />;
  if (!open) {
    return (
      <div>
        <Button onPress={() => setOpen(true)}>{t("make")}</Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className={form.form}>
      <div className={form.field}>
        <label htmlFor={`${id}-label`}>{t("label")}</label>
        <input
          id={`${id}-label`}
          // biome-ignore lint/a11y/noAutofocus: the button that was pressed is gone, this is what it opened
          autoFocus
          autoComplete="off"
          maxLength={60}
          placeholder={t("label-example")}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          className={form.input}
        />
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-days`}>{t("holds")}</label>
        <Select id={`${id}-days`} value={days} onChoose={(value) => setDays(Number(value))}>
          {DAYS.map((each) => (
            <option key={each} value={each}>
              {t("days", { days: each })}
            </option>
          ))}
        </Select>
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-most`}>{t("most-uses")}</label>
        <Select
          id={`${id}-most`}
          value={most ?? ""}
          onChoose={(value) => setMost(value === "" ? null : Number(value))}
        >
          <option value="">{t("as-many")}</option>
          {USES.map((each) => (
            <option key={each} value={each}>
              {t("people", { people: each })}
            </option>
          ))}
        </Select>
      </div>
      {make.isError && (
        <p role="alert" className={form.problem}>
          {sentenceOf(make.error)}
        </p>
      )}
      <div>
        <Button type="submit" look="primary" isDisabled={make.isPending}>
          {t("make-it")}
        </Button>
      </div>
    </form>
  );
}

function NewLink({ address, onDone }: { address: string; onDone: () => void }) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  // The button that made it is gone; the link is what comes next.
  useEffect(() => field.current?.select(), []);

  async function copy() {
    field.current?.select();
    setCopied(await copyText(address));
  }

  return (
    <div className={form.form}>
      <p role="status">{t("made")}</p>
      <div className={form.field}>
        <label htmlFor={id}>{t("link")}</label>
        <input id={id} ref={field} readOnly value={address} className={form.input} />
      </div>
      <div className={form.actions}>
        <Button look="primary" onPress={() => void copy()}>
          {copied ? t("copied") : t("copy")}
        </Button>
        {canShare() && <Button onPress={() => void share({ text: address })}>{t("share")}</Button>}
        <Button look="quiet" onPress={onDone}>
          {t("another")}
        </Button>
      </div>
    </div>
  );
}
