import { type FieldProps, Frame, useField } from "@/components/form/fields";
import { InputGroup } from "@/components/ui/input";

/** A rate, written in percent. */
export function PercentField({ name, label, help }: FieldProps) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <InputGroup
        id={wiring.id}
        name={name}
        ref={wiring.field.ref}
        value={wiring.text}
        onChange={wiring.field.onChange}
        onBlur={wiring.field.onBlur}
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={wiring.error !== undefined || undefined}
        aria-describedby={wiring.describedBy}
        aria-required={wiring.constraint.required}
        after={<span className="text-muted-foreground">%</span>}
      />
    </Frame>
  );
}
