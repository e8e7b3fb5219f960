import { useAccess } from "@/api/queries";

/** The viewer's website user id; 0, which nobody has, while nobody is signed in. */
export function useUserId(): number {
  return useAccess().data?.website_user_id ?? 0;
}
