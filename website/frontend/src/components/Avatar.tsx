import { useState } from "react";
import { initialsOf } from "@/lib/names";
import styles from "./Avatar.module.css";

interface AvatarProps {
  name: string;
  /** An address of this site, where there is a picture. */
  src?: string | null | undefined;
}

/** Somebody's picture, or their initials where there is none or it does not come. Decorative; the name is beside it. */
export function Avatar({ name, src }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  if (src != null && src !== broken) {
    return (
      <img
        src={src}
        alt=""
        width="28"
        height="28"
        loading="lazy"
        decoding="async"
        className={styles.avatar}
        onError={() => setBroken(src)}
      />
    );
  }
  return (
    <span className={styles.avatar} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
