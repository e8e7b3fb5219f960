import { t } from "words:readTokens";
import { type FormEvent, useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useAccess } from "@/api/queries";
import type { ReadToken } from "@/api/types";
import { Button } from "@/components/Button";
import form from "@/components/Form.module.css";
import { OnceShown } from "@/components/OnceShown";
import { Select } from "@/components/Select";
import { useMakeToken } from "./api/useTokens";

const DAYS = [7, 30, 90, 180, 365];
const DAYS_FIRST = 90;

/** Makes a token, and shows it this once. */
export function MakeToken() {
  const make = useMakeToken();
  const linked = useAccess().data?.linked_discord ?? false;
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const [scope, setScope] = useState<ReadToken["scope"]>("public");
  const [days, setDays] = useState(DAYS_FIRST);
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (make.isPending) return;
    make.mutate(
      { label: label.trim(), scope, days },
      {
        onSuccess: () => {
          setLabel("");
          setOpen(false);
        },
      },
    );
  }

  if (make.data) {
    return (
      <OnceShown
        said={t("token-said")}
        label={t("token")}
        value={make.data.token}
        copyLabel={t("copy")}
        copiedLabel={t("copied")}
        doneLabel={t("done")}
        onDone={make.reset}
      />
    );
  }
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
        <label htmlFor={`${id}-scope`}>{t("sees")}</label>
        <Select
          id={`${id}-scope`}
          value={scope}
          onChoose={(value) => setScope(value === "member" ? "member" : "public")}
        >
          <option value="public">{t("reads", { scope: "public" })}</option>
          {linked && <option value="member">{t("reads", { scope: "member" })}</option>}
        </Select>
        {scope === "member" && <p className={form.quiet}>{t("member-means")}</p>}
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
      {make.isError && (
        <p role="alert" className={form.problem}>
          {sentenceOf(make.error)}
        </p>
      )}
      <div className={form.actions}>
        <Button type="submit" look="primary" isDisabled={label.trim() === "" || make.isPending}>
          {t("make-it")}
        </Button>
        <Button look="quiet" onPress={() => setOpen(false)}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
