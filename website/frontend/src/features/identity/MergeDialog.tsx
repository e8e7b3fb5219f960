import { t } from "words:players";
import { sentenceOf } from "@/api/errors";
import type { PlayerProfile } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useChangePlayer, useMergePlan } from "./api/useProfiles";

interface MergeDialogProps {
  keep: PlayerProfile;
  gone: PlayerProfile;
  onClose: () => void;
  onMerged: (actId: number | null) => void;
}

/** Says what merging does before it is done: where two people become one it cannot be undone. */
export function MergeDialog({ keep, gone, onClose, onMerged }: MergeDialogProps) {
  const plan = useMergePlan(keep.guid, gone.guid);
  const change = useChangePlayer();
  const names = { gone: gone.canonical_name, name: keep.canonical_name };
  return (
    <ConfirmDialog
      title={t("merge-question", names)}
      confirmLabel={t("merge")}
      onClose={onClose}
      onConfirm={async () => {
        // What was not shown is not agreed to: it may have been pressed early, or somebody was linked since.
        const joinsPeople = plan.data?.joins_people === true;
        try {
          const wanted = { what: "merge", guid: keep.guid, gone: gone.guid, joinsPeople } as const;
          const done = await change.mutateAsync(wanted);
          onMerged(joinsPeople ? null : done.act_id);
        } catch (error) {
          void plan.refetch();
          throw error;
        }
      }}
    >
      {plan.error !== null
        ? sentenceOf(plan.error)
        : plan.data === undefined
          ? t("merge-waits")
          : plan.data.joins_people
            ? t("merge-joins", {
                ...names,
                account: accountName(plan.data.gone),
                kept: accountName(plan.data.keep),
                answers: plan.data.answers,
                days: plan.data.answers_of_both,
              })
            : plan.data.gone.account === null
              ? t("merge-means", names)
              : t("merge-moves", { ...names, account: accountName(plan.data.gone) })}
    </ConfirmDialog>
  );
}

function accountName({ account, canonical_name }: PlayerProfile): string {
  return account?.display_name || account?.discord_user_id || canonical_name;
}
