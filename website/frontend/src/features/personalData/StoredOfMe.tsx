import { t } from "words:personalData";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useMe, useViewerZone } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { viewerLocale } from "@/lib/browser";
import { type Document, useDownload, useErase } from "./api/usePersonalData";
import { whenInWords } from "./when";

/** What is stored of the viewer: as files, and erased. For whoever is signed in. */
export function StoredOfMe() {
  const [asking, setAsking] = useState(false);
  const me = useMe(true).data;
  const zone = useViewerZone();
  const download = useDownload();
  const erase = useErase();
  const erasesAt = me?.erases_at ?? null;
  const fetching = (what: Document) => download.isPending && download.variables === what;
  return (
    <Card heading={t("stored")}>
      <p className={form.quiet}>{t("stored-means")}</p>
      <div className={form.actions}>
        <Button onPress={() => download.mutate("everything")} isDisabled={download.isPending}>
          {fetching("everything") ? t("downloading") : t("download-all")}
        </Button>
        <Button onPress={() => download.mutate("answers")} isDisabled={download.isPending}>
          {fetching("answers") ? t("downloading") : t("download-answers")}
        </Button>
      </div>
      {download.isError && (
        <p role="alert" className={form.problem}>
          {t("not-downloaded", { reason: sentenceOf(download.error) })}
        </p>
      )}
      {erasesAt === null ? (
        <div>
          <Button look="quiet" onPress={() => setAsking(true)}>
            {t("erase")}
          </Button>
        </div>
      ) : (
        <p className={form.quiet}>{t("asked", { when: whenInWords(erasesAt, zone, viewerLocale()) })}</p>
      )}
      {asking && (
        <ConfirmDialog
          title={t("erase-question")}
          confirmLabel={t("erase")}
          onConfirm={() => erase.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          {t("erase-means")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
