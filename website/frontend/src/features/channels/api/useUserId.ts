import { useAccess } from "@/api/queries";

/** The viewer's website user id; 0, which nobody has, in the moment in which they are being signed out. */
export function useUserId(): number {
  return useAccess().data?.website_user_id ?? 0;
}
