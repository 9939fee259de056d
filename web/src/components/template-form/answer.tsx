import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/api/session";
import type { TemplateField } from "@/api/templates";
import { formatDate, formatNumber, todayIn } from "@/lib/format";
import { Moment } from "../dates";
import { Money } from "../money";
import { ReferenceName } from "../reference-name";
import { Tag } from "../ui/badge";

const web = /^https?:\/\//;

/** An answer as it reads: by the kind of its field. */
export function Answer({ field, value }: { field: TemplateField; value: unknown }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  if (Array.isArray(value)) {
    return (
      <span className="flex min-w-0 flex-wrap gap-1">
        {value.map((one) => (
          <Tag key={String(one)}>{String(one)}</Tag>
        ))}
      </span>
    );
  }
  const text = String(value);
  switch (field.kind) {
    case "checkbox":
      return <>{value === true ? t("templates.yes") : t("templates.no")}</>;
    case "number":
      return <span className="tabular-nums">{typeof value === "number" ? formatNumber(value) : text}</span>;
    case "money":
      return <Money amount={text} />;
    case "date":
      return <span className="tabular-nums">{formatDate(text, today)}</span>;
    case "datetime":
      return <Moment at={text} />;
    case "rating":
      return <Stars given={Number(value)} />;
    case "contact":
    case "user":
    case "product":
      return <ReferenceName kind={field.kind} id={text} />;
    case "email":
      return (
        <a href={`mailto:${text}`} className="text-link hover:underline">
          {text}
        </a>
      );
    case "phone":
      return (
        <a href={`tel:${text}`} className="text-link tabular-nums hover:underline">
          {text}
        </a>
      );
    case "url":
      // What is no web address stays a text: a link could run a script.
      if (!web.test(text)) return <>{text}</>;
      return (
        <a href={text} target="_blank" rel="noreferrer" className="text-link hover:underline">
          {text}
        </a>
      );
    default:
      return <>{text}</>;
  }
}

function Stars({ given }: { given: number }) {
  const { t } = useTranslation();
  const stars = [1, 2, 3, 4, 5];
  return (
    <span
      role="img"
      aria-label={t("forms.stars", { count: given, of: stars.length })}
      className="inline-flex gap-0.5 text-status-progress"
    >
      {stars.map((star) => (
        <Star key={star} className={star <= given ? "size-4 fill-current" : "size-4 text-input"} strokeWidth={1.6} />
      ))}
    </span>
  );
}
