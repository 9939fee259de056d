import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";

const box =
  "field-edge w-full min-w-0 px-2.5 text-foreground placeholder:text-muted-foreground disabled:cursor-not-allowed";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(box, "h-[34px] pointer-coarse:h-11", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(box, "field-sizing-content max-h-80 min-h-20 py-1.5 text-base leading-[22px]", className)}
      {...props}
    />
  );
}

/** A field with something before or after the text: a currency, an icon, a button. */
export function InputGroup({ before, after, className, ...props }: ComponentProps<"input"> & Affixes) {
  return (
    <span className={cn("field-edge flex h-[34px] w-full items-center gap-2 px-2.5 pointer-coarse:h-11", className)}>
      {before && <span className="shrink-0 text-muted-foreground">{before}</span>}
      <input
        className="h-full w-full min-w-0 bg-transparent placeholder:text-muted-foreground focus-visible:shadow-none"
        {...props}
      />
      {after}
    </span>
  );
}

type Affixes = { before?: ReactNode; after?: ReactNode };

export function PasswordInput({ className, ...props }: ComponentProps<"input">) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <InputGroup
      {...props}
      type={shown ? "text" : "password"}
      className={className}
      after={
        <button
          type="button"
          className="-mr-1 grid size-6 shrink-0 place-items-center rounded-xs text-muted-foreground hover:text-foreground"
          aria-label={shown ? t("auth.hide_password") : t("auth.show_password")}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff className="size-4" aria-hidden /> : <Eye className="size-4" aria-hidden />}
        </button>
      }
    />
  );
}
