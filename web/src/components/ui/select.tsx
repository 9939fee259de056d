import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/classes";
import { popupSurface } from "./menu";

type Choice = { value: string; label: string; glyph?: ReactNode };

type SelectProps = {
  id?: string;
  choices: readonly Choice[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder?: string;
  /** Adds a first line that means "none". */
  empty?: string | undefined;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string | undefined;
  name?: string;
  label?: string;
  className?: string;
};

export function Select(props: SelectProps) {
  const { choices, value, onChange, empty, placeholder, invalid, describedBy, className, id, label } = props;
  const current = choices.find((choice) => choice.value === value);
  const items = [
    ...(empty === undefined ? [] : [{ value: null, label: empty }]),
    ...choices.map((choice) => ({ value: choice.value, label: choice.label })),
  ];
  return (
    <Base.Root
      items={items}
      value={value}
      onValueChange={onChange}
      disabled={props.disabled ?? false}
      name={props.name}
    >
      <Base.Trigger
        id={id}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        aria-label={label}
        className={cn(
          "field-edge flex h-[34px] w-full items-center gap-2 px-2.5 text-left select-none pointer-coarse:h-11",
          className,
        )}
      >
        {current?.glyph}
        <Base.Value className="min-w-0 flex-1 truncate data-[placeholder]:text-muted-foreground">
          {() => current?.label ?? <span className="text-muted-foreground">{placeholder ?? empty}</span>}
        </Base.Value>
        <ChevronDown className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          sideOffset={4}
          alignItemWithTrigger={false}
          className="z-[var(--z-dialog)] min-w-[var(--anchor-width)]"
        >
          <Base.Popup className={cn(popupSurface, "max-h-[min(var(--available-height),20rem)]")}>
            {empty !== undefined && <Item value={null} label={empty} muted />}
            {choices.map((choice) => (
              <Item key={choice.value} value={choice.value} label={choice.label} glyph={choice.glyph} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({
  value,
  label,
  glyph,
  muted,
}: {
  value: string | null;
  label: string;
  glyph?: ReactNode;
  muted?: boolean;
}) {
  return (
    <Base.Item
      value={value}
      className="flex h-[30px] items-center gap-2 rounded-xs px-2 outline-none select-none focus-visible:shadow-none data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground pointer-coarse:h-11"
    >
      {glyph}
      <Base.ItemText className={cn("flex-1", muted && "text-muted-foreground")}>{label}</Base.ItemText>
      <Base.ItemIndicator className="text-primary">
        <Check className="size-3.5" aria-hidden />
      </Base.ItemIndicator>
    </Base.Item>
  );
}
