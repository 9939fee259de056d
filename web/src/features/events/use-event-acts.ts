import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeEvent, type Event, type EventChanges, events } from "@/api/events";
import { Problem } from "@/api/problem";
import { useMe, useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { useUndoable } from "@/components/use-undo";
import { shownAt, timesOf, words } from "./event-times";

/** The zone in which days of the organisation begin. */
export function useHomeZone(): string {
  const zone = useTimeZone();
  return useMe().organisation?.timezone ?? zone;
}

/** Moves, finishes and deletes: at once on the screen, undoable, and put back with the reason when refused. */
export function useEventActs() {
  const queries = useQueryClient();
  const undoable = useUndoable();
  const zone = useTimeZone();
  const home = useHomeZone();
  const { t } = useTranslation();

  async function write(event: Event, changes: EventChanges, shown: Partial<Event>, said: string): Promise<void> {
    try {
      const { changeSet } = await changeEvent(queries, event, changes, shown);
      undoable(said, changeSet);
    } catch (error) {
      const stale = error instanceof Problem && error.status === 412;
      tellFailure(stale ? t("edits.put_back_stale") : t("edits.put_back", { reason: explain(error, t) }));
    }
  }

  return {
    move: (event: Event, at: Placement) => {
      const when = words(at, zone, t);
      const said =
        event.series_id === null ? t("events.moved", { title: event.title, when }) : t("events.moved_one", { when });
      return write(event, timesOf(at, home), shownAt(at, home), said);
    },
    setDone: (event: Event, isDone: boolean) => {
      const status = isDone ? "Done" : "Planned";
      const said = t(isDone ? "events.is_done" : "events.is_planned", { title: event.title });
      return write(event, { status }, { status }, said);
    },
    /** Answers whether it is gone. */
    remove: async (event: Event): Promise<boolean> => {
      try {
        const changeSet = await events.remove(queries, event);
        undoable(t("events.deleted", { title: event.title }), changeSet);
        return true;
      } catch (error) {
        tellFailure(t("edits.put_back", { reason: explain(error, t) }));
        return false;
      }
    },
  };
}
