import { type ReactNode, useId } from "react";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";

type Wiring = { id: string; "aria-invalid": true | undefined; "aria-describedby": string | undefined };
type RowProps = {
  label: string;
  help?: string | undefined;
  fault: string | undefined;
  children: (wiring: Wiring) => ReactNode;
};

/** One thing that is said of a field, with its label, its help and what is wrong with it. */
export function Row({ label, help, fault, children }: RowProps) {
  const id = useId();
  const describedBy = fault ? `${id}-error` : help ? `${id}-help` : undefined;
  return (
    <Field className="flex-none">
      <FieldLabel htmlFor={id}>{label}</FieldLabel>
      {children({ id, "aria-invalid": fault !== undefined || undefined, "aria-describedby": describedBy })}
      {fault ? (
        <FieldError id={`${id}-error`}>{fault}</FieldError>
      ) : (
        help && <FieldDescription id={`${id}-help`}>{help}</FieldDescription>
      )}
    </Field>
  );
}
