import { useMemo } from "react";
import { encode } from "uqr";
import styles from "./LinkPanel.module.css";
import { modulesPath } from "./qrPath";

/** Free modules around the code, as scanners need them. */
const BORDER = 4;

/** A text as a QR code: dark on light in both themes, because many scanners read nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const code = useMemo(() => encode(text, { ecc: "M", border: BORDER }), [text]);
  return (
    <svg
      viewBox={`0 0 ${code.size} ${code.size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className={styles.code}
    >
      <rect width={code.size} height={code.size} className={styles.codeGround} />
      <path d={modulesPath(code.data)} className={styles.codeModules} />
    </svg>
  );
}
