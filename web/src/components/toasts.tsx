import { Toast } from "@base-ui/react/toast";
import { Check, TriangleAlert, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type ToastKind = { kind: "done" | "undo" | "failure" };

const toasts = Toast.createToastManager<ToastKind>();

const life = 8000;

export function tell(title: ReactNode): void {
  toasts.add({ title, timeout: 4000, data: { kind: "done" } });
}

export function tellFailure(title: ReactNode, action?: { label: string; run: () => void }): void {
  toasts.add({
    title,
    timeout: life,
    priority: "high",
    data: { kind: "failure" },
    ...(action && { actionProps: { children: action.label, onClick: action.run } }),
  });
}

/** One sentence, one action, and a ring that runs down while undo is offered. */
export function offerUndo(title: ReactNode, label: string, run: () => void): void {
  const id = toasts.add({
    title,
    timeout: life,
    data: { kind: "undo" },
    actionProps: {
      children: label,
      onClick: () => {
        toasts.close(id);
        run();
      },
    },
  });
}

export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={3} timeout={life}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-5 bottom-5 z-[var(--z-toast)] flex w-[calc(100vw-2.5rem)] max-w-[440px] flex-col-reverse items-end gap-2 [body:has([data-sheet])_&]:bottom-[72px] max-[759px]:right-4 max-[759px]:bottom-[84px] max-[759px]:w-[calc(100vw-2rem)]">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { t } = useTranslation();
  const { toasts: shown } = Toast.useToastManager<ToastKind>();
  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={["right", "down"]}
      className="max-w-full rounded-md bg-toast text-toast-foreground shadow-pop outline-none transition-[opacity,translate] duration-[var(--duration-base)] ease-out data-[ending-style]:opacity-0 data-[limited]:hidden data-[starting-style]:translate-y-3 data-[starting-style]:opacity-0"
    >
      <Toast.Content className="flex min-h-10 items-center gap-3 py-1 pr-1.5 pl-3.5">
        <ToastIcon kind={toast.data?.kind} />
        <Toast.Title className="min-w-0 py-1 text-sm font-normal [overflow-wrap:anywhere]" />
        <Toast.Action className="inline-flex h-7 shrink-0 items-center gap-2 rounded-xs px-2 font-semibold text-toast-action hover:underline focus-visible:shadow-[0_0_0_2px_var(--toast-action)] pointer-coarse:h-11" />
        {toast.data?.kind === "undo" && <Ring />}
        <Toast.Close
          aria-label={t("actions.dismiss")}
          className="grid size-7 shrink-0 place-items-center rounded-xs opacity-80 hover:opacity-100 focus-visible:shadow-[0_0_0_2px_var(--toast-action)] pointer-coarse:size-11"
        >
          <X className="size-3.5" aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

function ToastIcon({ kind }: { kind: ToastKind["kind"] | undefined }) {
  if (kind === "failure") return <TriangleAlert className="size-4 shrink-0 text-toast-action" aria-hidden />;
  if (kind === "undo") return <Undo2 className="size-4 shrink-0 text-toast-action" aria-hidden />;
  return <Check className="size-4 shrink-0 text-toast-action" aria-hidden />;
}

function Ring() {
  return (
    <svg viewBox="0 0 20 20" className="-ml-1 size-5 shrink-0 -rotate-90" aria-hidden>
      <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2" />
      <circle
        className="toast-ring text-toast-action"
        cx="10"
        cy="10"
        r="7"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      />
    </svg>
  );
}
