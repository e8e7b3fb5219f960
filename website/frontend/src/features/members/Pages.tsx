import { t } from "words:members";
import { Button } from "@/components/Button";
import styles from "./Members.module.css";

interface PagesProps {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

/** The way from one page of members to the next; nothing where there is one alone. */
export function Pages({ page, pages, onPage }: PagesProps) {
  if (pages === 1 && page === 1) return null;
  return (
    <nav aria-label={t("pages")} className={styles.pages}>
      <Button isDisabled={page <= 1} onPress={() => onPage(page - 1)}>
        {t("previous")}
      </Button>
      <span role="status" className={styles.quiet}>
        {t("page-of", { page, pages })}
      </span>
      <Button isDisabled={page >= pages} onPress={() => onPage(page + 1)}>
        {t("next")}
      </Button>
    </nav>
  );
}
