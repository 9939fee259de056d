import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "../ui/button";
import { FieldSet } from "../ui/field";

type FieldListProps = {
  name: string;
  legend: string;
  addLabel: string;
  removeLabel: (number: number) => string;
  rowLabel: (number: number) => string;
  newRow: Record<string, unknown>;
  row: (prefix: string) => ReactNode;
};

/** A part of a record that has several rows, such as addresses. */
export function FieldList({ name, legend, addLabel, removeLabel, rowLabel, newRow, row }: FieldListProps) {
  const { control } = useFormContext();
  const { fields, append, remove } = useFieldArray({ control, name });
  return (
    <FieldSet
      legend={legend}
      action={
        <Button size="small" variant="ghost" onClick={() => append(newRow)}>
          <Plus aria-hidden />
          {addLabel}
        </Button>
      }
    >
      {fields.map((field, index) => (
        <fieldset
          key={field.id}
          aria-label={rowLabel(index + 1)}
          className="flex min-w-0 flex-col gap-3 rounded-lg border bg-card p-3.5"
        >
          <div className="flex items-center justify-between">
            <h4 className="text-xs font-medium text-muted-foreground">{rowLabel(index + 1)}</h4>
            <Button size="icon-small" variant="ghost" aria-label={removeLabel(index + 1)} onClick={() => remove(index)}>
              <X aria-hidden />
            </Button>
          </div>
          {row(`${name}.${index}`)}
        </fieldset>
      ))}
    </FieldSet>
  );
}
