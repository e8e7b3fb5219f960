import type { ComponentProps } from "react";
import styles from "./Button.module.css";

export type ButtonLook = "primary" | "plain" | "danger" | "quiet";

interface ButtonProps extends Omit<ComponentProps<"button">, "className" | "style" | "disabled" | "onClick"> {
  look?: ButtonLook;
  isDisabled?: boolean;
  onPress?: () => unknown;
}

/**
 * The browser's own button, called as React Aria calls its: of React Aria the first view needs nothing, and so
 * does not load it.
 */
export function Button({ look = "plain", isDisabled = false, onPress, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={isDisabled}
      onClick={() => void onPress?.()}
      className={buttonClass(look)}
    />
  );
}

interface LinkButtonProps {
  href: string;
  look?: ButtonLook;
  /** Leaves this page where it is. */
  elsewhere?: boolean;
  children: string;
}

/** A link that looks like the button it stands beside; for steps that leave the page or its route. */
export function LinkButton({ href, look = "plain", elsewhere = false, children }: LinkButtonProps) {
  return (
    <a
      href={href}
      className={buttonClass(look)}
      {...(elsewhere ? { target: "_blank", rel: "noreferrer" } : {})}
    >
      {children}
    </a>
  );
}

function buttonClass(look: ButtonLook): string {
  return `${styles.button} ${styles[look]}`;
}
