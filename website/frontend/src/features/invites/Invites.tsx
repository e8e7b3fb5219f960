import { t } from "words:invites";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import type { Invite } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { useInvites, useRevokeInvite } from "./api/useInvites";
import { MakeInvite } from "./MakeInvite";
import { stateInWords } from "./words";

/** Links that show newcomers the way in: making one, and what came of the others. */
export function Invites() {
  const invites = useInvites();
  const [asking, setAsking] = useState<Invite | null>(null);
  const revoke = useRevokeInvite();
  const zone = useViewerZone();
  return (
    <Card heading={t("invites")} busy={invites.isPending}>
      <p className={form.quiet}>{t("invites-hint")}</p>
      <MakeInvite />
      {invites.data ? (
        <ul>
          {invites.data.invites.map((invite) => (
            <li key={invite.id} className={form.row}>
              <span className={form.what}>
                <strong>{invite.label ?? t("unnamed")}</strong>
                <span className={form.quiet}>
                  {[stateInWords(invite, zone, viewerLocale()), ...byWhom(invite)].join(" · ")}
                </span>
                <span className={form.quiet}>{t("came", invite)}</span>
              </span>
              {invite.state === "open" && (
                <Button
                  look="quiet"
                  aria-label={t("revoke-named", { label: invite.label ?? t("unnamed") })}
                  onPress={() => setAsking(invite)}
                >
                  {t("revoke")}
                </Button>
              )}
            </li>
          ))}
          {invites.data.invites.length === 0 && <li className={form.quiet}>{t("none")}</li>}
        </ul>
      ) : invites.error === null ? (
        <p>
          <Skeleton>{t("loading")}</Skeleton>
        </p>
      ) : (
        <div>
          <p role="alert" className={form.problem}>
            {t("not-loaded", { reason: sentenceOf(invites.error) })}
          </p>
          <Button onPress={() => void invites.refetch()}>{t("try-again")}</Button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t("revoke-question")}
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

function byWhom({ created_by: name }: Invite): string[] {
  return name === null ? [] : [t("by", { name })];
}
