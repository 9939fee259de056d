import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatMonth } from "@/lib/format";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "../ui/menu";
import { addMonths } from "./months";

type MonthPickerProps = {
  month: string;
  onMonth: (month: string) => void;
  /** The last that can be looked at. */
  latest: string;
};

/** One month after another, or any of the last two years at a press. */
export function MonthPicker({ month, onMonth, latest }: MonthPickerProps) {
  const { t } = useTranslation();
  const months = Array.from({ length: 25 }, (_, back) => addMonths(latest, -back));
  return (
    <fieldset className="flex items-center gap-1" aria-label={t("months.month")}>
      <Button variant="ghost" size="icon" aria-label={t("months.before")} onClick={() => onMonth(addMonths(month, -1))}>
        <ChevronLeft aria-hidden />
      </Button>
      <Menu>
        <MenuTrigger render={<Button className="tabular-nums" />}>
          {formatMonth(`${month}-01`)}
          <ChevronDown aria-hidden />
        </MenuTrigger>
        <MenuContent align="center" className="max-h-80">
          <MenuRadioGroup value={month} onValueChange={onMonth}>
            {months.map((one) => (
              <MenuRadioItem key={one} value={one}>
                {formatMonth(`${one}-01`)}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t("months.after")}
        disabled={month >= latest}
        onClick={() => onMonth(addMonths(month, 1))}
      >
        <ChevronRight aria-hidden />
      </Button>
    </fieldset>
  );
}
