import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";

export type ButtonLook = "primary" | "plain" | "danger" | "quiet";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "style"> {
  look?: ButtonLook;
}

export function Button({ look = "plain", ...props }: ButtonProps) {
  return <AriaButton {...props} className={buttonClass(look)} />;
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
