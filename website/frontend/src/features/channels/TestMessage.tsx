import { t } from "words:channels";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { ChannelType } from "@/api/types";
import { Button } from "@/components/Button";
import { channelLabel } from "@/lib/channels";
import { useTestMessage } from "./api/useChannels";
import { useNotices } from "./api/useNotices";
import styles from "./Notifications.module.css";
import { isSettled, outcomeInWords, testsOf } from "./notices";
import { durationInWords } from "./words";

/** The page looks itself what became of the message, should no notice tell it. */
const LOOK_EVERY = 3_000;

/** Sends the viewer a message on one channel and tells what became of it. */
export function TestMessage({ channel }: { channel: ChannelType }) {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const test = useTestMessage(channel);
  const [before, setBefore] = useState<ReadonlySet<string> | null>(null);
  const [settled, setSettled] = useState(false);
  const waiting = test.isSuccess && !settled;
  const notices = useNotices(before !== null, waiting ? LOOK_EVERY : undefined);
  const result =
    test.isSuccess && before !== null
      ? testsOf(notices.data ?? [], channel).find((notice) => !before.has(notice.event_key))
      : undefined;
  const isOver = result !== undefined && isSettled(result);

  useEffect(() => {
    setSettled(isOver);
    // A refusal may have switched the channel off.
    if (isOver) void queryClient.invalidateQueries({ queryKey: keys.settings(userId) });
  }, [isOver, userId, queryClient]);

  async function send() {
    const known = await notices.refetch();
    setBefore(new Set(testsOf(known.data ?? [], channel).map((notice) => notice.event_key)));
    test.mutate();
  }

  return (
    <>
      <Button
        look="quiet"
        aria-label={t("test-on-channel", { channel: channelLabel(channel) })}
        onPress={() => void send()}
        isDisabled={test.isPending}
      >
        {t("test")}
      </Button>
      <p role={test.isError ? "alert" : "status"} className={styles.wideNote}>
        {test.isError && problemInWords(test.error)}
        {test.isSuccess && (result && isOver ? outcomeInWords(result) : t("test-on-its-way"))}
      </p>
    </>
  );
}

function problemInWords(error: unknown): string {
  if (error instanceof ApiError && error.status === 429) {
    if (error.retryAfter === null) return t("test-too-soon-moment");
    return t("test-too-soon", { duration: durationInWords(Math.max(1, Math.ceil(error.retryAfter))) });
  }
  return t("test-not-sent", { reason: sentenceOf(error) });
}
