import { Combobox } from "@base-ui/react/combobox";
import { useQuery } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { organisations } from "@/api/organisations";
import { contacts, products, users } from "@/api/resources";
import { cn } from "@/lib/classes";
import { Avatar, NoAvatar } from "./ui/avatar";
import { popupSurface } from "./ui/menu";

export type Reference = { id: string; name: string };
export type ReferenceKind = "contact" | "user" | "product" | "organisation";
type Option = Reference & { hint: string | null; company: boolean };

/** The id that stands for "nobody"; the API calls it null. */
export const noReference = "null";

type Asked = { kind: ReferenceKind; typed: string; enabled: boolean; activeOnly: boolean };

function useOptions({ kind, typed, enabled, activeOnly }: Asked): { options: Option[]; isLoading: boolean } {
  const q = typed.trim() || undefined;
  const contactRows = useQuery({
    ...contacts.some({ q, sort: "name" }),
    enabled: enabled && kind === "contact",
    placeholderData: (previous) => previous,
  });
  const productRows = useQuery({
    ...products.some({ q, sort: "name", active: activeOnly ? "true" : undefined }),
    enabled: enabled && kind === "product",
    placeholderData: (previous) => previous,
  });
  const organisationRows = useQuery({
    ...organisations.some({ q, sort: "name", status: ["trial", "active", "suspended"] }),
    enabled: enabled && kind === "organisation",
    placeholderData: (previous) => previous,
  });
  const userRows = useQuery({
    ...users.some({ status: ["active", "invited"], sort: "name" }, 100),
    enabled: enabled && kind === "user",
  });
  return useMemo(() => {
    if (kind === "contact") {
      const options = (contactRows.data?.items ?? []).map((row) => ({
        id: row.id,
        name: row.name,
        hint: row.email,
        company: row.type === "company",
      }));
      return { options, isLoading: contactRows.isPending };
    }
    if (kind === "product") {
      const options = (productRows.data?.items ?? []).map((row) => ({
        id: row.id,
        name: row.name,
        hint: row.sku,
        company: true,
      }));
      return { options, isLoading: productRows.isPending };
    }
    if (kind === "organisation") {
      const options = (organisationRows.data?.items ?? []).map((row) => ({
        id: row.id,
        name: row.name,
        hint: row.reseller_name,
        company: true,
      }));
      return { options, isLoading: organisationRows.isPending };
    }
    const needle = typed.trim().toLowerCase();
    const options = (userRows.data?.items ?? [])
      .map((row) => ({ id: row.id, name: row.name ?? row.email, hint: row.email, company: false }))
      .filter((row) => `${row.name} ${row.hint}`.toLowerCase().includes(needle));
    return { options, isLoading: userRows.isPending };
  }, [
    kind,
    typed,
    contactRows.data,
    contactRows.isPending,
    productRows.data,
    productRows.isPending,
    organisationRows.data,
    organisationRows.isPending,
    userRows.data,
    userRows.isPending,
  ]);
}

type PickerProps = {
  kind: ReferenceKind;
  label: string;
  value: Reference | null;
  onPick: (value: Reference | null) => void;
  /** What is pressed to open the list. */
  trigger: ReactElement;
  children?: ReactNode;
  /** The word for "nobody"; without it something must be chosen. */
  none?: string | undefined;
  /** Whether products that are not sold any more are left out. */
  activeOnly?: boolean;
  defaultOpen?: boolean;
  onClosed?: () => void;
};

const placeholders = {
  contact: "pickers.find_contact",
  user: "pickers.find_person",
  product: "pickers.find_product",
  organisation: "pickers.find_organisation",
} as const;

/** Finds a contact, a colleague, a product or, for operators, an organisation by typing. The same list serves forms, cells, filters and bulk changes. */
export function ReferencePicker(props: PickerProps) {
  const {
    kind,
    label,
    value,
    onPick,
    trigger,
    children,
    none,
    activeOnly = false,
    defaultOpen = false,
    onClosed,
  } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(defaultOpen);
  const [typed, setTyped] = useState("");
  const { options, isLoading } = useOptions({ kind, typed, enabled: open, activeOnly });
  const nobody: Option[] =
    none !== undefined && typed.trim() === "" ? [{ id: noReference, name: none, hint: null, company: false }] : [];
  const items = [...nobody, ...options];
  const selected: Option | null = value ? { ...value, hint: null, company: false } : null;
  return (
    <Combobox.Root<Option>
      items={items}
      filter={null}
      value={selected}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) return;
        setTyped("");
        onClosed?.();
      }}
      inputValue={typed}
      onInputValueChange={(next, { reason }) => {
        if (reason === "input-change" || reason === "input-clear") setTyped(next);
      }}
      onValueChange={(option) => {
        if (option) onPick(option.id === noReference ? null : { id: option.id, name: option.name });
        setOpen(false);
      }}
      isItemEqualToValue={(item, other) => item.id === other.id}
      itemToStringLabel={(item) => item.name}
      autoHighlight
    >
      {/* A combobox takes no name from its content. What is typed until the list has the focus is typed into the list. */}
      <Combobox.Trigger
        render={trigger}
        aria-label={[label, value?.name || none].filter(Boolean).join(": ")}
        onKeyDown={(event) => {
          if (!open || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          setTyped((before) => before + event.key);
        }}
      >
        {children}
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4} className="z-[var(--z-dialog)]">
          <Combobox.Popup
            className={cn(popupSurface, "flex w-72 max-w-[calc(100vw-2rem)] flex-col overflow-hidden p-0")}
            aria-label={label}
          >
            <span className="flex h-9 shrink-0 items-center gap-2 border-b px-2.5">
              <Search className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
              <Combobox.Input
                placeholder={t(placeholders[kind])}
                aria-label={label}
                className="h-full w-full min-w-0 bg-transparent placeholder:text-muted-foreground focus-visible:shadow-none"
              />
            </span>
            <Combobox.Empty className="px-3 py-3 text-muted-foreground empty:hidden">
              {isLoading
                ? t("pickers.searching")
                : kind === "product" || kind === "organisation"
                  ? t("lists.nothing_title")
                  : t("pickers.nothing")}
            </Combobox.Empty>
            <Combobox.List className="max-h-72 overflow-y-auto overscroll-contain p-1 empty:hidden">
              {(option: Option) => <OptionRow key={option.id} option={option} />}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function OptionRow({ option }: { option: Option }) {
  const isNobody = option.id === noReference;
  return (
    <Combobox.Item
      value={option}
      className="flex min-h-[34px] items-center gap-2 rounded-xs px-2 outline-none select-none data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground pointer-coarse:min-h-11"
    >
      {isNobody ? (
        <NoAvatar />
      ) : (
        <Avatar id={option.id} name={option.name} size="small" shape={option.company ? "company" : "person"} />
      )}
      <span className="min-w-0 flex-1 truncate">
        <span className={cn(isNobody && "text-muted-foreground")}>{option.name}</span>
        {option.hint && <span className="ml-2 text-xs text-muted-foreground">{option.hint}</span>}
      </span>
      <Combobox.ItemIndicator className="text-primary">
        <Check className="size-3.5" aria-hidden />
      </Combobox.ItemIndicator>
    </Combobox.Item>
  );
}
