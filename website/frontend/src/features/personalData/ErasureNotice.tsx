import { t } from "words:personalData";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import { announce } from "@/components/announce";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PAGE_HEADING_ID } from "@/components/PageHeading";
import { viewerLocale } from "@/lib/browser";
import { useStay } from "./api/usePersonalData";
import { whenInWords } from "./when";

/** Says, wherever one is, that one is to be erased; one press takes it back. */
export function ErasureNotice({ erasesAt }: { erasesAt: string }) {
  const stay = useStay();
  const zone = useViewerZone();

  function keep() {
    // The button is gone once it is pressed.
    document.getElementById(PAGE_HEADING_ID)?.focus();
    stay.mutate(undefined, { onSuccess: () => announce(t("staying")) });
  }

  return (
    <Notice
      tone="problem"
      action={
        <Button look="primary" onPress={keep} isDisabled={stay.isPending}>
          {t("stay")}
        </Button>
      }
    >
      {stay.isError
        ? sentenceOf(stay.error)
        : t("will-be-erased", { when: whenInWords(erasesAt, zone, viewerLocale()) })}
    </Notice>
  );
}
