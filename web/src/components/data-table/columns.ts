import type { ReactNode } from "react";
import type { Address } from "@/lib/address";

/** One column of a list: what stands in it and how wide it is. Names are the API's, so that a sort is the column's id. */
export type Column<Row> = {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Pixels; the one column without a width takes what is left. */
  width?: number;
  align?: "right";
  sort?: string;
  /** Where the column is not shown until it is asked for. */
  hidden?: boolean;
  /** Waits for a window of 1366 px, unless it is asked for. */
  wide?: boolean;
  /** Cannot be hidden: without it the row has no name. */
  fixed?: boolean;
};

export type FilterField =
  | { key: string; label: string; kind: "enum"; name: string }
  | {
      key: string;
      label: string;
      kind: "choice";
      choices: readonly { value: string; label: string }[];
      /** Whether the API knows one of them at a time only. */
      single?: boolean;
      /** Chosen elsewhere than among the filters. */
      hidden?: boolean;
    }
  | { key: string; label: string; kind: "contact"; none?: string }
  | { key: string; label: string; kind: "user"; none?: string }
  | { key: string; label: string; kind: "date" }
  | { key: string; label: string; kind: "instant" }
  | { key: string; label: string; kind: "flag"; yes: string; no: string };

/** A tab over a list: a named set of filters. */
export type View = {
  id: string;
  label: string;
  search: Address;
  counted?: boolean;
  /** How many rows it has, where that is known without asking for each view. */
  count?: { total: number; capped: boolean } | undefined;
  /** What an empty one means. */
  empty?: { title: string; text: string };
};

/** A change that can be made to one row in its cell and to many from the selection bar. */
export type BulkEdit<Patch> = {
  id: string;
  label: string;
  keys: string;
  patch: (value: string | null) => Patch;
} & (
  | { kind: "enum"; name: string }
  | { kind: "user"; none: string }
  | { kind: "date"; none: string }
  | { kind: "flag"; yes: string; no: string }
);
