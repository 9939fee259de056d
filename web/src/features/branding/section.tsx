import type { ReactNode } from "react";

export function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-t pt-6 first:border-0 first:pt-0">
      <div>
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
        <p className="mt-0.5 text-muted-foreground">{text}</p>
      </div>
      {children}
    </section>
  );
}
