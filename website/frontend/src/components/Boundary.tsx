import { t } from "words:problem";
import { Component, type ReactNode } from "react";
import { Button } from "./Button";
import { Notice } from "./Notice";

interface BoundaryProps {
  /** What is missing where it could not be drawn: "The calendar". Null for what nobody is to miss: nothing is drawn. */
  what: string | null;
  children: ReactNode;
}

/** Keeps a failure to draw, or to load the code of, one part of the page from taking the rest along. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    if (this.props.what === null) return null;
    return (
      <Notice tone="problem" action={<Button onPress={() => window.location.reload()}>{t("reload")}</Button>}>
        {t("not-drawn", { what: this.props.what })}
      </Notice>
    );
  }
}
