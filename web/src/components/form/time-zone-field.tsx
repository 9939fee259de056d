import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { timeZones } from "@/lib/format";
import { popupSurface } from "../ui/menu";

type TimeZonePickerProps = {
  value: string | null;
  onPick: (zone: string | null) => void;
  label: string;
  /** The line that means "none of them". */
  none?: string;
  trigger?: ReactElement;
};

const nowhere = "";

/** Some 400 zones, found by typing a town. */
export function TimeZonePicker({ value, onPick, label, none, trigger }: TimeZonePickerProps) {
  const { t } = useTranslation();
  const items = useMemo(() => [...(none === undefined ? [] : [nowhere]), ...timeZones()], [none]);
  const words = (zone: string) => (zone === nowhere ? (none ?? "") : zone.replaceAll("_", " "));
  return (
    <Combobox.Root<string>
      items={items}
      value={value ?? nowhere}
      onValueChange={(zone) => onPick(zone === nowhere ? null : zone)}
      itemToStringLabel={words}
      limit={60}
    >
      <Combobox.Trigger
        aria-label={label}
        render={
          trigger ?? (
            <button
              type="button"
              className="field-edge flex h-[34px] w-full items-center gap-2 px-2.5 text-left pointer-coarse:h-11"
            />
          )
        }
      >
        <span className="min-w-0 flex-1 truncate">{words(value ?? nowhere)}</span>
        <ChevronDown className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4} className="z-[var(--z-dialog)]">
          <Combobox.Popup
            aria-label={label}
            className={cn(popupSurface, "flex w-72 max-w-[calc(100vw-2rem)] flex-col overflow-hidden p-0")}
          >
            <span className="flex h-9 shrink-0 items-center gap-2 border-b px-2.5">
              <Search className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
              <Combobox.Input
                aria-label={label}
                placeholder={t("lists.search")}
                className="h-full w-full min-w-0 bg-transparent placeholder:text-muted-foreground focus-visible:shadow-none"
              />
            </span>
            <Combobox.Empty className="px-3 py-3 text-muted-foreground empty:hidden">
              {t("lists.nothing_title")}
            </Combobox.Empty>
            <Combobox.List className="max-h-72 overflow-y-auto overscroll-contain p-1 empty:hidden">
              {(zone: string) => (
                <Combobox.Item
                  key={zone}
                  value={zone}
                  className="flex min-h-[30px] items-center gap-2 rounded-xs px-2 outline-none select-none data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground pointer-coarse:min-h-11"
                >
                  <span className={cn("flex-1 truncate", zone === nowhere && "text-muted-foreground")}>
                    {words(zone)}
                  </span>
                  <Combobox.ItemIndicator className="text-primary">
                    <Check className="size-3.5" aria-hidden />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
