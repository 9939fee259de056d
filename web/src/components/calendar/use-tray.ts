import { type RefObject, useEffect } from "react";

/** Lets what has `data-tray-id` in an element be dragged onto a calendar. The other data say how it looks in the hand. */
export function useTray(tray: RefObject<HTMLElement | null>, enabled: boolean): void {
  useEffect(() => {
    const element = tray.current;
    if (!enabled || !element) return;
    let stop: (() => void) | null = null;
    let isGone = false;
    // It comes with the grid, which loads at the same time.
    void import("@fullcalendar/react/interaction").then(({ Draggable }) => {
      if (isGone) return;
      const draggable = new Draggable(element, {
        itemSelector: "[data-tray-id]",
        eventData: ({ dataset }) => ({
          id: dataset.trayId ?? "",
          title: dataset.trayTitle ?? "",
          look: dataset.trayLook ?? "",
          person: dataset.trayPerson ?? "",
          duration: "01:00",
        }),
      });
      stop = () => draggable.destroy();
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, [tray, enabled]);
}
