import { type ComponentType, lazy } from "react";

/**
 * A part of the page that the rest can do without: where its code cannot be loaded (no network, another version since)
 * it is not drawn, and the next visit tries again.
 */
export function optional<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(() =>
    load()
      .catch((): ComponentType<Props> => () => null)
      .then((part) => ({ default: part })),
  );
}
