import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Preferences, setPreference, usePreferences } from "@/lib/preferences";
import { MenuRadioGroup, MenuRadioItem } from "./ui/menu";

export const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;

const themes = ["system", "light", "dark"] as const satisfies readonly Preferences["theme"][];

/** Light, dark, or as the system has it; within a menu. */
export function ThemeChoices() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  return (
    <MenuRadioGroup value={theme} onValueChange={(value: Preferences["theme"]) => setPreference("theme", value)}>
      {themes.map((value) => {
        const Icon = themeIcons[value];
        return (
          <MenuRadioItem key={value} value={value}>
            <Icon className="size-4" aria-hidden />
            {t(`preferences.${value}`)}
          </MenuRadioItem>
        );
      })}
    </MenuRadioGroup>
  );
}
