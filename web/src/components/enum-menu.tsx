import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { useState } from "react";
import { useEnum } from "@/api/meta";
import { Glyph } from "./ui/glyphs";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "./ui/menu";

type EnumMenuProps = {
  name: string;
  value: string | null;
  onPick: (value: string, label: string) => void;
  trigger: ReactElement;
  children?: ReactNode;
  defaultOpen?: boolean;
};

/** A closed set as a menu: glyph, word, and a digit that picks it. */
export function EnumMenu({ name, value, onPick, trigger, children, defaultOpen = false }: EnumMenuProps) {
  const choices = useEnum(name);
  const [open, setOpen] = useState(defaultOpen);
  const pick = (picked: string) => {
    const choice = choices.find((one) => one.value === picked);
    if (choice && picked !== value) onPick(picked, choice.label);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = choices[Number(event.key) - 1];
    if (!choice) return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
    pick(choice.value);
  };
  return (
    <Menu open={open} onOpenChange={setOpen}>
      <MenuTrigger render={trigger}>{children}</MenuTrigger>
      <MenuContent onKeyDownCapture={onKeyDown}>
        <MenuRadioGroup value={value} onValueChange={pick}>
          {choices.map((choice, index) => (
            <MenuRadioItem key={choice.value} value={choice.value} keys={String(index + 1)}>
              {choice.color && <Glyph name={choice.color} />}
              {choice.label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
