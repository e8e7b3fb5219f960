import { t } from "words:readTokens";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { ReadToken } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { useRevokeToken, useTokens } from "./api/useTokens";
import { MakeToken } from "./MakeToken";
import styles from "./Tokens.module.css";
import { stateInWords, usedInWords } from "./words";

/** For admins: with which tokens other programs read, and how much. */
export function Tokens() {
  const query = useTokens();
  const revoke = useRevokeToken();
  const [asking, setAsking] = useState<ReadToken | null>(null);
  const zone = useViewerZone();
  const locale = viewerLocale();
  return (
    <Card heading={t("tokens")} busy={query.isPending}>
      <p className={form.quiet}>{t("tokens-note")}</p>
      <MakeToken />
      {query.data ? (
        <ul>
          {query.data.tokens.map((token) => (
            <li key={token.id} className={form.row}>
              <span className={form.what}>
                <strong>{token.label}</strong>
                <span>{t("reads", { scope: token.scope })}</span>
                <span className={form.quiet}>
                  {[
                    stateInWords(token, zone, locale),
                    usedInWords(token, zone, locale),
                    ...(token.owner === null ? [] : [t("by", { name: token.owner })]),
                  ].join(" · ")}
                </span>
              </span>
              {token.state === "open" && (
                <Button
                  look="quiet"
                  aria-label={t("revoke-of", { label: token.label })}
                  onPress={() => setAsking(token)}
                >
                  {t("revoke")}
                </Button>
              )}
            </li>
          ))}
          {query.data.tokens.length === 0 && <li className={form.quiet}>{t("none")}</li>}
        </ul>
      ) : query.error === null ? (
        <p className={styles.loading}>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.loading}>
          <p role="alert" className={form.problem}>
            {t("not-loaded", { reason: sentenceOf(query.error) })}
          </p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t("revoke-question", { label: asking.label })}
          confirmLabel={t("revoke")}
          onConfirm={() => revoke.mutateAsync(asking.id)}
          onClose={() => setAsking(null)}
        >
          {t("revoke-means")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
