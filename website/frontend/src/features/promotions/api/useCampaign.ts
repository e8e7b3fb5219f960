import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { type AskedAnswers, keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import { fromStart } from "@/api/start";
import type { Campaign, IsoDate } from "@/api/types";

/** The campaign of `date` that concerns the viewer most, null when there is none. */
export function useCampaign(date: IsoDate | undefined, enabled: boolean) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.campaign(userId, date ?? ""),
    queryFn: ({ queryKey, signal }) =>
      fromStart(queryKey, async (): Promise<Campaign | null> => {
        const query = date === undefined ? {} : { date };
        const answer = await bodyOf(
          client.GET("/api/availability/promotions/campaign", { params: { query }, signal }),
        );
        return answer.campaign;
      }),
    enabled: enabled && date !== undefined && userId !== 0,
  });
}

export interface NewCampaign extends AskedAnswers {
  dryRun: boolean;
}

/** Starts tonight's campaign; done once the page shows it. */
export function useCreateCampaign() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ includeAvailable, includeMaybe, dryRun }: NewCampaign) =>
      bodyOf(
        client.POST("/api/availability/promotions/campaigns", {
          body: { include_available: includeAvailable, include_maybe: includeMaybe, dry_run: dryRun },
        }),
      ),
    // Also when it is refused: somebody else may have been quicker, and the page does not know it yet.
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.promotions }),
  });
}

/** Cancels a campaign; its answer is what the page shows from then on. */
export function useCancelCampaign() {
  const queryClient = useQueryClient();
  const userId = useUserId();
  return useMutation({
    mutationFn: (campaignId: number) =>
      bodyOf(
        client.POST("/api/availability/promotions/campaigns/{campaign_id}/cancel", {
          params: { path: { campaign_id: campaignId } },
        }),
      ),
    onSuccess: ({ campaign }) => {
      queryClient.setQueryData<Campaign | null>(keys.campaign(userId, campaign.campaign_date), campaign);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.promotions }),
  });
}
