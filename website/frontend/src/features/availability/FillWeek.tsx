import { t } from "words:usual";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { Day, IsoDate } from "@/api/types";
import { useUsual } from "@/api/usual";
import { Button } from "@/components/Button";
import { dispensable } from "@/components/optional";
import { SaveProblem } from "@/components/SaveProblem";
import styles from "./FillWeek.module.css";

interface FillWeekProps {
  days: ReadonlyMap<IsoDate, Day>;
}

/** Answers all of the next days that have a usual answer and none given, by one press, and takes that back. */
export const FillWeek = dispensable(FillDays);

function FillDays({ days }: FillWeekProps) {
  const queryClient = useQueryClient();
  const usual = useUsual();
  const shown = () => queryClient.invalidateQueries({ queryKey: keys.availability });
  const fill = useMutation({
    mutationFn: () => bodyOf(client.POST("/api/availability/usual/week")),
    onMutate: () => undo.reset(),
    onSuccess: shown,
  });
  const undo = useMutation({
    mutationFn: (filled: { given_at: string; days: IsoDate[] }) =>
      bodyOf(client.POST("/api/availability/usual/week/undo", { body: filled })),
    onSuccess: shown,
  });
  const open = usual.data?.days.filter(({ date, usual: has }) => has && days.get(date)?.my_status === null);
  const filled = fill.data;
  const canUndo = filled !== undefined && filled.days.length > 0 && !undo.isSuccess;
  const isBusy = fill.isPending || undo.isPending;
  if (!filled && !isBusy && (open?.length ?? 0) < 2) return null;

  function press() {
    if (isBusy) return; // Not disabled meanwhile, so that the focus stays.
    if (!canUndo) fill.mutate();
    else undo.mutate({ given_at: filled.given_at, days: filled.days.map(({ date }) => date) });
  }

  return (
    <div className={styles.line}>
      <Button onPress={press}>{t(canUndo ? "undo" : "week")}</Button>
      <p role="status" className={styles.said}>
        {undo.data
          ? t("week-undone", { count: undo.data.days.length })
          : filled && t("week-filled", { count: filled.days.length })}
      </p>
      <SaveProblem error={undo.error ?? fill.error} />
    </div>
  );
}
