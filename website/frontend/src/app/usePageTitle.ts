import { useEffect } from "react";
import { useCommunity } from "@/api/queries";

/** Names the page in the browser's tab, before the community's name. */
export function usePageTitle(title: string): void {
  const name = useCommunity().data?.name ?? "Muster";
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
}
