import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { saveFile } from "@/lib/saveFile";

/** What is stored of oneself, and what of it is a table. */
export type Document = "everything" | "answers";

/** Brings one of the documents and lets the browser keep it. */
export function useDownload() {
  return useMutation({
    mutationFn: async (what: Document) => {
      if (what === "answers") {
        const answers = await bodyOf(client.GET("/api/me/data/answers.csv", { parseAs: "blob" }));
        saveFile(answers, "muster-answers.csv");
      } else {
        const everything = await bodyOf(client.GET("/api/me/data", { parseAs: "blob" }));
        saveFile(everything, "muster-data.json");
      }
    },
  });
}

/** Asks to be erased in a week. */
export function useErase() {
  const known = useMeAgain();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/me/erasure")),
    onSuccess: known,
  });
}

/** Takes back that one wants to be erased. */
export function useStay() {
  const known = useMeAgain();
  return useMutation({
    mutationFn: () => bodyOf(client.DELETE("/api/me/erasure")),
    onSettled: known,
  });
}

function useMeAgain() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: keys.me });
}
