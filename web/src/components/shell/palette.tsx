import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CircleHelp, LogOut, Moon, Package, Plus, Search, Sun, Ticket } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { searchQuery } from "@/api/account";
import { organisations } from "@/api/organisations";
import { useCan, useMe } from "@/api/session";
import { setPreference } from "@/lib/preferences";
import { useStore } from "@/lib/store";
import { Avatar } from "../ui/avatar";
import { Kbd } from "../ui/kbd";
import { useCreations, usePlaces } from "./commands";
import { useSignOut } from "./menus";
import { helpOpen, paletteOpen, paletteWords } from "./shell-state";

const pages: Record<string, string> = {
  ticket: "/tickets/$id",
  contact: "/contacts/$id",
  product: "/products/$id",
  user: "/settings/users/$id",
  organisation: "/organisations/$id",
};

const row =
  "flex h-9 items-center gap-2.5 rounded-sm px-2.5 select-none data-[selected=true]:bg-accent data-[selected=true]:text-accent-foreground pointer-coarse:h-11 [&>svg]:mx-[3px] [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground";
const group =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground";

/** Things, doing, going: one list behind Ctrl K. */
export function Palette() {
  const open = useStore(paletteOpen);
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={paletteOpen.set}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-[var(--z-dialog)] bg-overlay transition-opacity duration-[var(--duration-fast)] data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          data-palette
          className="fixed top-[120px] left-1/2 z-[var(--z-dialog)] w-[660px] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl bg-popover text-popover-foreground shadow-dialog outline-none transition-[opacity,scale] duration-[var(--duration-fast)] ease-out data-[ending-style]:opacity-0 data-[starting-style]:scale-[0.985] data-[starting-style]:opacity-0 max-[759px]:top-3"
        >
          <Dialog.Title className="sr-only">{t("palette.open")}</Dialog.Title>
          <PaletteList onDone={() => paletteOpen.set(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const typed = useStore(paletteWords);
  const [asked, setAsked] = useState("");
  const navigate = useNavigate();
  const { work, settings } = usePlaces();
  const creations = useCreations();
  const leave = useSignOut();
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), 150);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useFound(asked);
  const hits = typed.trim().length > 1 ? found.hits.filter((hit) => hit.kind in pages) : [];
  const needle = typed.trim().toLowerCase();
  const matches = (label: string) => label.toLowerCase().includes(needle);
  const run = (action: () => void) => () => {
    onDone();
    action();
  };
  const kinds = [
    { kind: "contact", label: t("contacts.title") },
    { kind: "ticket", label: t("tickets.title") },
    { kind: "product", label: t("products.title") },
    { kind: "user", label: t("users.title") },
    // Only who has that place finds any.
    { kind: "organisation", label: work.find((place) => place.to === "/organisations")?.label },
  ];
  const actions: { label: string; icon: ReactNode; keys?: string | undefined; run: () => void }[] = [
    ...creations.map((creation) => ({
      label: creation.label,
      icon: <Plus aria-hidden />,
      keys: creation.keys,
      run: () => void navigate({ to: creation.to }),
    })),
    { label: t("palette.dark"), icon: <Moon aria-hidden />, run: () => setPreference("theme", "dark") },
    { label: t("palette.light"), icon: <Sun aria-hidden />, run: () => setPreference("theme", "light") },
    { label: t("help.title"), icon: <CircleHelp aria-hidden />, keys: "?", run: () => helpOpen.set(true) },
    { label: t("auth.sign_out"), icon: <LogOut aria-hidden />, run: () => void leave() },
  ];
  const contact = creations.some((creation) => creation.to === "/tickets/new")
    ? hits.find((hit) => hit.kind === "contact")
    : undefined;
  const contextual = contact
    ? [
        {
          label: t("tickets.new_for", { name: contact.title }),
          icon: <Plus aria-hidden />,
          keys: undefined,
          run: () => void navigate({ to: "/tickets/new", search: { contact_id: contact.id } }),
        },
      ]
    : [];
  const doing = [...contextual, ...actions.filter((action) => matches(action.label))];
  const going = [...work, ...settings].filter((place) => matches(place.label));
  return (
    <Command shouldFilter={false} label={t("palette.open")} loop>
      <div className="flex h-[52px] items-center gap-3 border-b pr-3.5 pl-[18px]">
        <Search className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        <Command.Input
          value={typed}
          onValueChange={paletteWords.set}
          placeholder={t("palette.placeholder")}
          className="h-full min-w-0 flex-1 bg-transparent text-lg placeholder:text-muted-foreground focus-visible:shadow-none"
        />
        <Kbd>esc</Kbd>
      </div>
      <Command.List className="max-h-[min(456px,60dvh)] overflow-y-auto overscroll-contain px-2 pt-1 pb-2">
        <Command.Empty className="px-2.5 py-6 text-center text-muted-foreground">
          {found.isFetching ? t("pickers.searching") : t("palette.nothing", { q: typed })}
        </Command.Empty>
        {kinds.map(({ kind, label }) => {
          const these = hits.filter((hit) => hit.kind === kind);
          return (
            these.length > 0 && (
              <Command.Group key={kind} heading={label} className={group}>
                {these.map((hit) => (
                  <Command.Item
                    key={hit.id}
                    value={`${kind}-${hit.id}`}
                    className={row}
                    onSelect={run(() => void navigate({ to: pages[kind] ?? "/", params: { id: hit.id } }))}
                  >
                    <HitFace kind={kind} id={hit.id} title={hit.title} />
                    <Marked text={hit.title} part={needle} />
                    <span className="ml-auto max-w-[45%] shrink-0 truncate text-muted-foreground">{hit.subtitle}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            )
          );
        })}
        {doing.length > 0 && (
          <Command.Group heading={t("palette.do")} className={group}>
            {doing.map((action) => (
              <Command.Item key={action.label} value={`do-${action.label}`} className={row} onSelect={run(action.run)}>
                {action.icon}
                {action.label}
                {action.keys && <Kbd className="ml-auto">{action.keys}</Kbd>}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {going.length > 0 && (
          <Command.Group heading={t("palette.go")} className={group}>
            {going.map((place) => (
              <Command.Item
                key={place.to}
                value={`go-${place.to}`}
                className={row}
                onSelect={run(() => void navigate({ to: place.to }))}
              >
                <place.icon aria-hidden />
                {place.label}
                {place.keys && (
                  <span className="ml-auto flex gap-1">
                    <Kbd>G</Kbd>
                    <Kbd>{place.keys}</Kbd>
                  </span>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
      <div className="flex h-[38px] items-center gap-4 border-t bg-muted px-4 text-xs text-muted-foreground pointer-coarse:hidden">
        <span className="flex items-center gap-1.5">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd>
          {t("keys.move")}
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd>↵</Kbd>
          {t("keys.open")}
        </span>
      </div>
    </Command>
  );
}

type Hit = { kind: string; id: string; title: string; subtitle: string | null };

/** What the words find: inside an organisation its rows, for operators the organisations. */
function useFound(words: string): { hits: readonly Hit[]; isFetching: boolean } {
  const { organisation } = useMe();
  const canOperate = useCan("operate");
  const rows = useQuery({
    ...searchQuery(words),
    enabled: organisation !== null && words.length > 1,
    placeholderData: (previous) => previous,
  });
  const operated = useQuery({
    ...organisations.some({ q: words, sort: "name" }, 8),
    enabled: canOperate && words.length > 1,
    placeholderData: (previous) => previous,
  });
  if (!canOperate) return { hits: rows.data?.items ?? [], isFetching: rows.isFetching };
  const hits = (operated.data?.items ?? []).map(({ id, name, reseller_name }) => ({
    kind: "organisation",
    id,
    title: name,
    subtitle: reseller_name,
  }));
  return { hits, isFetching: operated.isFetching };
}

function HitFace({ kind, id, title }: { kind: string; id: string; title: string }) {
  if (kind === "ticket") return <Ticket aria-hidden />;
  if (kind === "product") return <Package aria-hidden />;
  return <Avatar id={id} name={title} size="small" shape={kind === "user" ? "person" : "company"} />;
}

/** The letters that were typed stand out. */
function Marked({ text, part }: { text: string; part: string }) {
  const at = part === "" ? -1 : text.toLowerCase().indexOf(part);
  if (at < 0) return <span className="min-w-0 truncate font-medium">{text}</span>;
  return (
    <span className="min-w-0 truncate font-medium">
      {text.slice(0, at)}
      <mark className="bg-transparent text-link">{text.slice(at, at + part.length)}</mark>
      {text.slice(at + part.length)}
    </span>
  );
}
