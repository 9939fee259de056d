import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { isMac } from "@/lib/media";
import { setPreference, usePreferences } from "@/lib/preferences";
import { useStore } from "@/lib/store";
import { Dialog, DialogContent, DialogTitle } from "../ui/dialog";
import { Kbd } from "../ui/kbd";
import { Switch } from "../ui/switch";
import { usePlaces } from "./commands";
import { helpOpen } from "./shell-state";

type Keys = [string[], string][];

/** Every key, and the switch that turns the single letters off. */
export function Help() {
  const open = useStore(helpOpen);
  const { t } = useTranslation();
  const { shortcuts } = usePreferences();
  const { organisation, user } = useMe();
  const { work } = usePlaces();
  const going: Keys = work.flatMap(({ keys, label }) => (keys ? [[["G", keys], label]] : []));
  // A reseller has no record to open.
  const editing: Keys = user.role === "reseller" ? [] : [[["E"], t("help.edit")]];
  const inOrganisation = (keys: Keys): Keys => (organisation ? keys : []);
  const groups: { title: string; keys: Keys }[] = [
    {
      title: t("help.everywhere"),
      keys: [
        [[isMac ? "⌘" : "Ctrl", "K"], t("palette.open")],
        [["C"], t("help.create")],
        [["/"], t("help.search")],
        [["F"], t("help.filter")],
        [["?"], t("help.title")],
      ],
    },
    {
      title: t("help.go"),
      keys: going,
    },
    {
      title: t("help.lists"),
      keys: [
        [["J", "K"], t("help.move")],
        [["↵"], t("help.open")],
        ...inOrganisation([
          [["X"], t("help.select")],
          [[t("keys.space")], t("peek.help")],
          [["S"], t("help.status")],
          [["P"], t("help.priority")],
          [["A"], t("help.assign")],
        ]),
        [["Esc"], t("help.clear")],
      ],
    },
    {
      title: t("calendar.title"),
      keys: inOrganisation([
        [["←", "→"], t("calendar.turn")],
        [["T"], t("calendar.today")],
        [["1–5"], t("calendar.view")],
        [["Space"], t("calendar.peek")],
        [["↵"], t("help.open")],
      ]),
    },
    {
      title: t("help.records"),
      keys: [...editing, ...inOrganisation([[["N"], t("contact_hub.write")]])],
    },
  ];
  return (
    <Dialog open={open} onOpenChange={helpOpen.set}>
      <DialogContent>
        <DialogTitle>{t("help.title")}</DialogTitle>
        <div className="grid gap-x-8 gap-y-4 min-[520px]:grid-cols-2">
          {groups
            .filter((group) => group.keys.length > 0)
            .map((group) => (
              <section key={group.title}>
                <h3 className="mb-1 text-xs font-medium text-muted-foreground">{group.title}</h3>
                <dl>
                  {group.keys.map(([keys, label]) => (
                    <div key={label} className="flex h-7 items-center justify-between gap-3">
                      <dt>{label}</dt>
                      <dd className="flex gap-1">
                        {keys.map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
        </div>
        <label htmlFor="shortcuts" className="mt-1 flex items-center justify-between gap-3 border-t pt-3">
          {t("help.letters")}
          <Switch
            id="shortcuts"
            checked={shortcuts === "on"}
            onCheckedChange={(on) => setPreference("shortcuts", on ? "on" : "off")}
          />
        </label>
      </DialogContent>
    </Dialog>
  );
}
