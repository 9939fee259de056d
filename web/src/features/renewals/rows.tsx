import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";

/** What stands above the rows: filters at the left, their sum at the right. */
export function ListTools({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b py-1.5 pr-[var(--shell-gutter)] pl-[var(--shell-gutter)] max-[759px]:px-4">
      {children}
      <div className="ml-auto text-xs text-muted-foreground">{end}</div>
    </div>
  );
}

const atOnce = 50;

type PhoneListProps<Row> = { label: string; rows: readonly Row[]; children: (row: Row) => ReactNode };

/** Rows on a phone, in the scroll of their page: so many at once. */
export function PhoneList<Row extends { id: string }>({ label, rows, children }: PhoneListProps<Row>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(atOnce);
  return (
    <>
      <ul aria-label={label}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.id} data-row={row.id} className="border-b">
            {children(row)}
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <Button variant="ghost" className="m-3" onClick={() => setShown(shown + atOnce)}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}
