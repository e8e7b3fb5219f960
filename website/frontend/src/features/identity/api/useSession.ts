import { useMutation } from "@tanstack/react-query";
import { bodyOf, client } from "../../../api/client";
import { useViewerChange } from "../../../api/useViewerChange";

export function useLogOut() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/auth/logout")),
    onSuccess: () => viewerChanged(),
  });
}

/** Takes the Discord account off the website user and ends every session of it. */
export function useUnlinkDiscord() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/auth/discord/unlink")),
    onSuccess: () => viewerChanged(),
  });
}
