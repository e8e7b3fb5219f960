import { useMutation, useQueryClient } from "@tanstack/react-query";
import { storeChoice } from "@/api/accountLanguage";
import { ApiError, unreachable } from "@/api/errors";
import { keys } from "@/api/keys";
import { useAccess, useCommunity } from "@/api/queries";
import type { Me } from "@/api/types";
import { chooseLanguage } from "@/lib/language";

/** Has the page speak another language: in this browser, and everywhere where somebody is signed in; null as the browser says. */
export function useChooseLanguage() {
  const queryClient = useQueryClient();
  const signedIn = useAccess().data?.authenticated === true;
  const otherwise = useCommunity().data?.language ?? "en";
  return useMutation({
    mutationFn: async (language: string | null) => {
      if (signedIn) {
        await storeChoice(language);
        queryClient.setQueryData<Me>(keys.me, (me) => me && { ...me, language: language as Me["language"] });
      }
      try {
        await chooseLanguage({ language, unsaid: !signedIn }, otherwise);
      } catch {
        throw new ApiError(0, unreachable());
      }
    },
  });
}
