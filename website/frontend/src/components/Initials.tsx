import { initialsOf } from "@/lib/names";
import styles from "./Initials.module.css";

/** Stands where others show a picture; pictures would come from another host. */
export function Initials({ name }: { name: string }) {
  return (
    <span className={styles.initials} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
