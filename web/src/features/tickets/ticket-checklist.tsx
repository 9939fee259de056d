import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChecklistItem, checklistItems, checklistOf, orderChecklist } from "@/api/conversations";
import { useCan } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { explain } from "@/components/explain";
import { RailCard } from "@/components/page";
import { tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { useFocusSoon } from "@/components/use-focus";
import { cn } from "@/lib/classes";

export function useChecklist(ticketId: string): { items: ChecklistItem[]; done: number; isPending: boolean } {
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(checklistOf(ticketId));
  useEffect(() => {
    // A checklist is at most two pages, and is always shown whole.
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return { items, done: items.filter((item) => item.done).length, isPending };
}

/** What must not be forgotten. Space ticks, Alt with an arrow moves, Enter adds. */
export function TicketChecklist({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const queries = useQueryClient();
  const { items, done, isPending } = useChecklist(ticketId);
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState("");

  const move = async (index: number, by: -1 | 1) => {
    const item = items[index];
    const other = items[index + by];
    if (!item || !other) return;
    const ids = items.map(({ id }) => id);
    ids[index] = other.id;
    ids[index + by] = item.id;
    try {
      await orderChecklist(queries, ticketId, ids);
      setSaid(t("checklist.moved", { text: item.text, place: index + by + 1, count: items.length }));
      list.current?.querySelector<HTMLElement>(`[data-item="${item.id}"] [role="checkbox"]`)?.focus();
    } catch (error) {
      tellFailure(t("edits.put_back", { reason: explain(error, t) }));
    }
  };

  return (
    <RailCard
      title={t("checklist.title")}
      count={items.length > 0 ? t("checklist.count", { done, count: items.length }) : undefined}
    >
      {items.length > 0 && (
        <div className="mb-2 h-1 overflow-hidden rounded-full bg-secondary" aria-hidden>
          <div className="h-full rounded-full bg-primary" style={{ width: `${(100 * done) / items.length}%` }} />
        </div>
      )}
      {items.length === 0 && (
        <p className="text-muted-foreground">
          {isPending ? "…" : canWrite ? t("checklist.empty") : t("checklist.none")}
        </p>
      )}
      <ul ref={list} className="-mx-1 flex flex-col">
        {items.map((item, index) => (
          <Item
            key={item.id}
            item={item}
            readOnly={!canWrite}
            {...(index > 0 && { onUp: () => void move(index, -1) })}
            {...(index < items.length - 1 && { onDown: () => void move(index, 1) })}
          />
        ))}
      </ul>
      {canWrite && <NewItem ticketId={ticketId} />}
      <p className="sr-only" role="status">
        {said}
      </p>
    </RailCard>
  );
}

type ItemProps = { item: ChecklistItem; readOnly: boolean; onUp?: () => void; onDown?: () => void };

function Item({ item, readOnly, onUp, onDown }: ItemProps) {
  const { t } = useTranslation();
  const actions = useRowActions(checklistItems);
  const [editing, setEditing] = useState(false);
  const field = `checklist-${item.id}`;

  const tick = (done: boolean) =>
    actions.edit(item, { done }, { done }, t(done ? "checklist.ticked" : "checklist.unticked", { text: item.text }));
  const rename = (text: string) => {
    setEditing(false);
    if (text.trim() !== "" && text !== item.text) {
      void actions.edit(item, { text }, { text }, t("edits.saved", { label: text }));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.altKey ? { ArrowUp: onUp, ArrowDown: onDown }[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    step();
  };

  if (editing) return <EditItem item={item} onDone={rename} onCancel={() => setEditing(false)} />;
  return (
    <li
      data-item={item.id}
      className="group flex min-h-7 items-start gap-2.5 rounded-xs px-1 hover:bg-muted pointer-coarse:min-h-11"
    >
      <Checkbox
        id={field}
        checked={item.done}
        readOnly={readOnly}
        className="mt-1.5 pointer-coarse:mt-3.5"
        onCheckedChange={(checked) => void tick(checked)}
        onKeyDown={onKeyDown}
        {...(!readOnly && { "aria-description": t("checklist.keys") })}
      />
      <label
        htmlFor={field}
        className={cn(
          "min-w-0 flex-1 py-1 [overflow-wrap:anywhere] pointer-coarse:py-3",
          item.done && "text-muted-foreground line-through",
        )}
      >
        {item.text}
      </label>
      {!readOnly && (
        <Menu>
          <MenuTrigger
            render={
              <Button
                variant="ghost"
                size="icon-small"
                aria-label={t("checklist.more", { text: item.text })}
                className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:opacity-100"
              />
            }
          >
            <Ellipsis aria-hidden />
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onClick={() => setEditing(true)}>
              <Pencil className="size-4" aria-hidden />
              {t("actions.edit")}
            </MenuItem>
            <MenuItem disabled={!onUp} onClick={onUp} keys="Alt ↑">
              <ArrowUp className="size-4" aria-hidden />
              {t("checklist.up")}
            </MenuItem>
            <MenuItem disabled={!onDown} onClick={onDown} keys="Alt ↓">
              <ArrowDown className="size-4" aria-hidden />
              {t("checklist.down")}
            </MenuItem>
            <MenuItem destructive onClick={() => void actions.remove(item, item.text)}>
              <Trash2 className="size-4" aria-hidden />
              {t("actions.delete")}
            </MenuItem>
          </MenuContent>
        </Menu>
      )}
    </li>
  );
}

type EditProps = { item: ChecklistItem; onDone: (text: string) => void; onCancel: () => void };

function EditItem({ item, onDone, onCancel }: EditProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useFocusSoon(field);
  return (
    <li className="px-1 py-0.5">
      <Input
        ref={field}
        defaultValue={item.text}
        aria-label={t("checklist.edit")}
        maxLength={500}
        onBlur={(event) => onDone(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onDone(event.currentTarget.value);
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onCancel();
        }}
      />
    </li>
  );
}

function NewItem({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const add = async () => {
    const wanted = text.trim();
    if (wanted === "") return;
    setText("");
    try {
      await checklistItems.create(queries, { ticket_id: ticketId, text: wanted, done: false });
    } catch (error) {
      // What was typed since stands behind it.
      setText((typed) => (typed === "" ? wanted : `${wanted} ${typed}`));
      tellFailure(t("edits.put_back", { reason: explain(error, t) }));
    }
  };
  return (
    <Input
      value={text}
      maxLength={500}
      className="mt-2"
      aria-label={t("checklist.add")}
      placeholder={t("checklist.add")}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && void add()}
      enterKeyHint="done"
    />
  );
}
