import type { ComponentProps } from "react";

interface ToggleButtonProps
  extends Omit<ComponentProps<"button">, "onChange" | "onClick" | "aria-pressed" | "type"> {
  isSelected: boolean;
  onChange: (selected: boolean) => void;
}

/** A button that stays pressed. The browser's own, for the reason of Button's. */
export function ToggleButton({ isSelected, onChange, ...props }: ToggleButtonProps) {
  return (
    <button
      type="button"
      {...props}
      aria-pressed={isSelected}
      data-selected={isSelected || undefined}
      onClick={() => onChange(!isSelected)}
    />
  );
}
