import { useTranslation } from "react-i18next";
import type { Import, Outcome } from "@/api/imports";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format";
import { ImportLines } from "./import-lines";
import { Notice } from "./import-parts";

const outcomes = ["created", "updated", "unchanged", "merged", "skipped"] as const;
// Of the others, the number says all.
const told = ["skipped", "merged", "updated"] as const;

/** How many rows have which outcome, and of those that need a look, which and why. */
export function ImportOutcomes({ row }: { row: Import }) {
  const { t } = useTranslation();
  const { counts } = row;
  if (counts === null) return null;
  const left = row.columns.filter((_, index) => row.mapping[index] === null).map((column) => column.name);
  const tabs = told.filter((outcome) => counts[outcome] > 0);
  const [first] = tabs;
  return (
    <>
      <dl className="grid grid-cols-5 gap-px max-[759px]:grid-cols-2 overflow-hidden rounded-lg border bg-border">
        {outcomes.map((outcome) => (
          <div key={outcome} className="flex flex-col bg-card px-4 py-3 max-[759px]:last:col-span-2">
            <dt className="font-medium">{t(`imports.outcomes.${outcome}`)}</dt>
            <dd className="order-first text-[22px] leading-7 font-semibold tabular-nums">
              {formatCount(counts[outcome])}
            </dd>
            <dd className="text-xs text-muted-foreground">{t(`imports.outcome_help.${outcome}`)}</dd>
          </div>
        ))}
      </dl>
      {row.notes.map((note) => (
        <Notice key={note} tone="info">
          {note}
        </Notice>
      ))}
      {left.length > 0 && (
        <p className="text-muted-foreground">{t("imports.not_imported", { columns: left.join(", ") })}</p>
      )}
      {first !== undefined && (
        <Tabs key={row.updated_at} defaultValue={first}>
          <TabList>
            {tabs.map((outcome) => (
              <Tab key={outcome} value={outcome} count={formatCount(counts[outcome])}>
                {t(`imports.lines_of.${outcome}`)}
              </Tab>
            ))}
          </TabList>
          {tabs.map((outcome) => (
            <TabPanel key={outcome} value={outcome}>
              <Lines row={row} outcome={outcome} />
            </TabPanel>
          ))}
        </Tabs>
      )}
    </>
  );
}

function Lines({ row, outcome }: { row: Import; outcome: Outcome }) {
  const { t } = useTranslation();
  return (
    <ImportLines row={row} outcome={outcome}>
      {(lines) => (
        <table className="w-full border-collapse">
          <thead>
            <tr className="border-b text-left text-xs text-muted-foreground">
              <th className="w-14 py-2 pr-3 text-right font-medium">{t("imports.line")}</th>
              <th className="w-[30%] py-2 pr-4 font-medium">{t("imports.name")}</th>
              <th className="py-2 font-medium">
                {outcome === "updated" ? t("imports.what_changes") : t("imports.why")}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ line, name, reason }) => (
              <tr key={line} className="border-b align-top">
                <td className="py-2 pr-3 text-right text-muted-foreground tabular-nums">{formatCount(line)}</td>
                <td className="py-2 pr-4 [overflow-wrap:anywhere]">{name}</td>
                <td className="py-2 [overflow-wrap:anywhere]">{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ImportLines>
  );
}
