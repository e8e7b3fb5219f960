import { type ReactNode, Suspense } from "react";
import { Boundary } from "@/components/Boundary";

/** A part of the page whose code is loaded when it is first shown; an old page may not find it any more. */
export function Part({ what, children }: { what: string; children: ReactNode }) {
  return (
    <Boundary what={what}>
      <Suspense>{children}</Suspense>
    </Boundary>
  );
}
