import { t } from "words:rights";
import { useId, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useMe, useViewerZone } from "@/api/queries";
import type { RightHolder, Tier } from "@/api/types";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import form from "@/components/Form.module.css";
import { SaveProblem } from "@/components/SaveProblem";
import { Select } from "@/components/Select";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { withoutColourCodes } from "@/lib/names";
import { sayableZone } from "@/lib/zones";
import { useRights, useSetRight } from "./api/useRights";
import { GiveRight } from "./GiveRight";
import styles from "./Rights.module.css";

/** For admins: who is a promoter or an admin, and giving and taking that. */
export function Rights() {
  const rights = useRights();
  const data = rights.data;
  return (
    <div className={styles.cards}>
      <Card heading={t("rights")} busy={rights.isPending}>
        <p className={styles.quiet}>{t("rights-note")}</p>
        {data ? (
          <ul className={styles.list}>
            {data.people.map((holder) => (
              <Holder key={holder.discord_user_id} holder={holder} grantable={data.can_grant} />
            ))}
          </ul>
        ) : rights.error === null ? (
          <p className={styles.waiting}>
            <Skeleton>{t("loading")}</Skeleton>
          </p>
        ) : (
          <div className={styles.waiting}>
            <p role="alert" className={form.problem}>
              {t("not-loaded", { reason: sentenceOf(rights.error) })}
            </p>
            <Button onPress={() => void rights.refetch()}>{t("try-again")}</Button>
          </div>
        )}
      </Card>
      {data && <GiveRight grantable={data.can_grant} />}
    </div>
  );
}

/** What somebody is called here; whoever never came has a number alone. */
export function nameOf(holder: RightHolder): string {
  return holder.name === null ? holder.discord_user_id : withoutColourCodes(holder.name);
}

function Holder({ holder, grantable }: { holder: RightHolder; grantable: Tier[] }) {
  const nameId = useId();
  const [asking, setAsking] = useState(false);
  const setRight = useSetRight();
  const me = useMe(true).data;
  const name = nameOf(holder);
  const own = me?.website_user_id === holder.user_id;
  const tier = setRight.isPending ? setRight.variables.tier : (holder.tier as Tier | null);
  const choices = tier !== null && !grantable.includes(tier) ? [tier, ...grantable] : grantable;
  return (
    <li>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a line */}
      <div role="group" aria-labelledby={nameId} className={styles.holder}>
        <div className={styles.who}>
          <span id={nameId} className={styles.name}>
            {name}
          </span>
          <span className={styles.quiet}>
            {own && <>{t("you")} · </>}
            {holder.user_id === null
              ? t("never-signed-in")
              : holder.username !== null && t("handle", { username: holder.username })}
          </span>
          {holder.from_settings.map((right) => (
            <span key={right} className={styles.quiet}>
              {t("from-settings", { right })}
            </span>
          ))}
          {holder.granted_at !== null && <Given holder={holder} at={holder.granted_at} />}
        </div>
        {tier !== null &&
          (holder.can_change ? (
            <div className={styles.actions}>
              <div className={styles.select}>
                <Select
                  aria-label={t("right-of", { name })}
                  value={tier}
                  disabled={setRight.isPending}
                  onChoose={(chosen) =>
                    setRight.mutate({ discordUserId: holder.discord_user_id, tier: chosen as Tier })
                  }
                >
                  {choices.map((each) => (
                    <option key={each} value={each}>
                      {t("tier", { tier: each })}
                    </option>
                  ))}
                </Select>
              </div>
              <Button aria-label={t("take-from", { name })} onPress={() => setAsking(true)}>
                {t("take")}
              </Button>
            </div>
          ) : (
            <span className={styles.fixed}>{t("tier", { tier })}</span>
          ))}
        <SaveProblem error={setRight.isError ? setRight.error : null} />
      </div>
      {asking && tier !== null && (
        <ConfirmDialog
          title={t("take-question", { name })}
          confirmLabel={t("take")}
          onConfirm={() => setRight.mutateAsync({ discordUserId: holder.discord_user_id, tier: null })}
          onClose={() => setAsking(false)}
        >
          {own ? t("take-own") : t("take-means", { tier: t("tier", { tier }) })}
        </ConfirmDialog>
      )}
    </li>
  );
}

function Given({ holder, at }: { holder: RightHolder; at: string }) {
  const zone = useViewerZone();
  const date = dateFormat(viewerLocale(), { dateStyle: "medium", timeZone: sayableZone(zone) }).format(
    Date.parse(at),
  );
  return (
    <span className={styles.quiet}>
      {holder.granted_by === null
        ? t("given-by-operator", { date })
        : t("given-by", { name: withoutColourCodes(holder.granted_by), date })}
    </span>
  );
}
