import { t } from "words:deliveries";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { ChannelType, IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { withoutColourCodes } from "@/lib/names";
import { formatTime } from "@/lib/zones";
import { useUndelivered } from "./api/useDeliveries";
import styles from "./Deliveries.module.css";

/** Whom a day's messages on a channel did not reach, by name. */
export function Undelivered({ date, channelType }: { date: IsoDate; channelType: ChannelType }) {
  const query = useUndelivered(date, channelType);
  const zone = useViewerZone();
  if (query.isError && !query.data) {
    return (
      <p role="alert" className={styles.problem}>
        {sentenceOf(query.error)}
      </p>
    );
  }
  if (!query.data) {
    return (
      <p aria-busy="true">
        <Skeleton>{t("who-loading")}</Skeleton>
      </p>
    );
  }
  return (
    <>
      <ul className={styles.people}>
        {query.data.pages
          .flatMap((page) => page.messages)
          .map((message) => {
            const told = {
              title: message.title,
              time: formatTime(Date.parse(message.at), zone, viewerLocale()),
            };
            return (
              <li key={message.id} className={styles.person}>
                <b className={styles.name}>
                  {message.announcement
                    ? t("announcement")
                    : message.name === null
                      ? t("somebody")
                      : withoutColourCodes(message.name)}
                </b>{" "}
                <span className={styles.quiet}>
                  {message.state === "failed" ? t("message-failed", told) : t("message-unknown", told)}.{" "}
                  {message.meaning}
                </span>
              </li>
            );
          })}
      </ul>
      {query.hasNextPage && (
        <div>
          {query.isFetchNextPageError && (
            <p role="alert" className={styles.problem}>
              {sentenceOf(query.error)}
            </p>
          )}
          <Button isDisabled={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}
