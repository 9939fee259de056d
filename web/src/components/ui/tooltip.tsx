import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

export const TooltipProvider = Base.Provider;

export function Tooltip({ content, keys, children }: { content: ReactNode; keys?: string; children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={500} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-[var(--z-toast)]">
          <Base.Popup className="pop-motion flex items-center gap-2 rounded-sm bg-toast px-2 py-1 text-xs text-toast-foreground shadow-pop">
            {content}
            {keys && <kbd className="font-sans text-2xs font-medium opacity-80">{keys}</kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
