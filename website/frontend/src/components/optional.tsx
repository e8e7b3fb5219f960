import { type ComponentType, lazy } from "react";
import { Boundary } from "./Boundary";

/** A part that the rest can do without: where it throws while it draws, as on an answer that is none, it is not drawn. */
export function dispensable<Props extends object>(Content: ComponentType<Props>) {
  return function Dispensable(props: Props) {
    return (
      <Boundary what={null}>
        <Content {...props} />
      </Boundary>
    );
  };
}

/** The same of a part whose code cannot be loaded either (no network, another version since); the next visit tries again. */
export function optional<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Content = lazy(() =>
    load()
      .catch((): ComponentType<Props> => () => null)
      .then((part) => ({ default: part })),
  );
  return dispensable(Content as unknown as ComponentType<Props>);
}
