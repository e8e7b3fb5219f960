import { t } from "words:app";
import { LinkButton } from "@/components/Button";
import { PageHeading } from "@/components/PageHeading";
import { usePageTitle } from "../usePageTitle";
import styles from "./UnknownPage.module.css";

/** For an address that leads nowhere: says so, and the way back. */
export function UnknownPage() {
  usePageTitle(t("unknown-title"));
  return (
    <div className={styles.place}>
      <PageHeading title={t("unknown-title")} />
      <p>{t("unknown", { address: window.location.hash })}</p>
      <LinkButton look="primary" href="#/availability">
        {t("unknown-action")}
      </LinkButton>
    </div>
  );
}
