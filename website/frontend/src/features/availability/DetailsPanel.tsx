import { t } from "words:answerDetails";
import { type ReactNode, type RefObject, useId, useState } from "react";
import {
  Dialog,
  Heading,
  Label,
  Modal,
  ModalOverlay,
  Popover,
  Radio,
  RadioGroup,
} from "react-aria-components";
import { type CommunityNow, useCommunity } from "@/api/queries";
import type { Details, IsoDate, Status } from "@/api/types";
import { Button } from "@/components/Button";
import { InLanguage } from "@/components/InLanguage";
import { viewerLocale } from "@/lib/browser";
import { eveningOn } from "@/lib/evenings";
import { useNow } from "@/lib/useNow";
import { useWide } from "@/lib/useWide";
import { clockTime, instantOf } from "@/lib/zones";
import styles from "./DetailsPanel.module.css";
import { arrivals, conditions } from "./details";
import { answerSentence } from "./words";

interface DetailsPanelProps {
  date: IsoDate;
  dayName: string;
  answer: {
    status: Status | null;
    details: Details;
    give: (status: Status, details: Details) => void;
  };
  /** What opened it, beside which it stands where there is room. */
  trigger: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** From when one plays, and on what condition: a sheet on phones, beside its button where the page has room. */
export function DetailsPanel({ trigger, onClose, ...said }: DetailsPanelProps) {
  // As of when it was opened: what is half said outlives a window that is made smaller.
  const [wide] = useState(useWide());
  const community = useCommunity().data;
  if (community === undefined) return null;
  const onOpenChange = (open: boolean) => !open && onClose();
  const form = <Form {...said} community={community} onClose={onClose} />;
  return (
    <InLanguage>
      {wide ? (
        <Popover
          triggerRef={trigger}
          isOpen
          onOpenChange={onOpenChange}
          placement="bottom start"
          className={styles.popover}
        >
          {form}
        </Popover>
      ) : (
        <ModalOverlay isOpen isDismissable onOpenChange={onOpenChange} className={styles.overlay}>
          <Modal className={styles.sheet}>{form}</Modal>
        </ModalOverlay>
      )}
    </InLanguage>
  );
}

type Kind = "in" | "condition" | "available";

const START = "start";

interface FormProps extends Omit<DetailsPanelProps, "trigger"> {
  community: CommunityNow;
}

function Form({ date, dayName, answer, community, onClose }: FormProps) {
  const { timezone, clockOffset } = community;
  const { start_time: start, threshold } = eveningOn(community, date);
  const before = answer.details;
  const [kind, setKind] = useState<Kind>(kindOf(answer.status, before));
  const [from, setFrom] = useState(before.arrives_at ?? START);
  const [count, setCount] = useState(before.only_if ?? Math.max(2, threshold));
  // Not kept from the first drawing: the server's time may not be known yet.
  const passed = (useNow(10_000) + clockOffset - instantOf(date, start, timezone)) / 60_000;
  const times = arrivals(start, before.arrives_at ?? null, passed);
  const selectId = useId();

  const status = kind === "in" ? "LOOKING" : "AVAILABLE";
  const details: Details = {
    ...(from !== START && { arrives_at: from }),
    ...(kind === "condition" && { only_if: count }),
  };

  function save() {
    onClose();
    answer.give(status, details);
  }

  return (
    <Dialog className={styles.dialog}>
      <Heading slot="title" className={styles.title}>
        {dayName}
      </Heading>
      <RadioGroup
        aria-label={t("answer")}
        value={kind}
        onChange={(chosen) => setKind(chosen as Kind)}
        className={styles.group}
      >
        <div className={styles.chips}>
          <Chip value="in">{t("in")}</Chip>
          <Chip value="condition">{t("only-if")}</Chip>
          <Chip value="available">{t("available")}</Chip>
        </div>
      </RadioGroup>
      {kind === "condition" && (
        <div className={styles.count}>
          <label htmlFor={selectId}>{t("we-are")}</label>
          <select id={selectId} value={count} onChange={(event) => setCount(Number(event.target.value))}>
            {conditions(threshold, before.only_if).map((number) => (
              <option key={number} value={number}>
                {number}
              </option>
            ))}
          </select>
        </div>
      )}
      {times.length > 0 && (
        <RadioGroup value={from} onChange={setFrom} className={styles.group}>
          <Label className={styles.label}>{t("from")}</Label>
          <div className={styles.chips}>
            <Chip value={START}>{t("the-start")}</Chip>
            {times.map((time) => (
              <Chip key={time} value={time}>
                {clockTime(time, viewerLocale())}
              </Chip>
            ))}
          </div>
        </RadioGroup>
      )}
      <p aria-live="polite" className={styles.outcome}>
        {answerSentence(status, null, details)}
      </p>
      <div className={styles.actions}>
        <Button onPress={onClose}>{t("not-now")}</Button>
        <Button look="primary" onPress={save}>
          {t("save")}
        </Button>
      </div>
    </Dialog>
  );
}

function kindOf(status: Status | null, { only_if }: Details): Kind {
  if (only_if) return "condition";
  return status === "AVAILABLE" ? "available" : "in";
}

function Chip({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Radio value={value} className={styles.chip}>
      {children}
    </Radio>
  );
}
