import { lazy } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Part } from "../Part";
import { usePageTitle } from "../usePageTitle";

const Outbox = lazy(async () => ({ default: (await import("@/features/sandbox/Outbox")).Outbox }));

export function OutboxPage() {
  usePageTitle("Outbox");
  return (
    <>
      <PageHeading title="Outbox">What the sandbox would have sent</PageHeading>
      <Part what="The outbox">
        <Outbox />
      </Part>
    </>
  );
}
