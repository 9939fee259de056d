import {
  AlignLeft,
  Banknote,
  Building2,
  Calendar,
  Clock,
  Hash,
  Link2,
  ListChecks,
  type LucideIcon,
  Mail,
  Package,
  Phone,
  SquareCheck,
  SquareChevronDown,
  Star,
  Type,
  UserRound,
} from "lucide-react";
import type { FieldKind, TemplateField } from "@/api/templates";
import { columnKinds, isColumnName } from "./template-field";

const icons: Record<FieldKind, LucideIcon> = {
  text: Type,
  long_text: AlignLeft,
  number: Hash,
  money: Banknote,
  date: Calendar,
  datetime: Clock,
  select: SquareChevronDown,
  multi_select: ListChecks,
  checkbox: SquareCheck,
  rating: Star,
  contact: Building2,
  user: UserRound,
  product: Package,
  email: Mail,
  phone: Phone,
  url: Link2,
  column: Type,
};

export function kindIcon(kind: FieldKind): LucideIcon {
  return icons[kind];
}

/** What a field takes: a built-in column has a kind of its own. */
export function effectiveKind(field: Pick<TemplateField, "key" | "kind">): FieldKind {
  return field.kind === "column" && isColumnName(field.key) ? columnKinds[field.key] : field.kind;
}
