import type { TFunction } from "i18next";
import { Problem, Unreachable } from "@/api/problem";

/** A refusal in one sentence for the person who met it. The server's own sentence wins when it wrote one. */
export function explain(error: unknown, t: TFunction): string {
  if (error instanceof Unreachable) return t("problems.unreachable");
  if (error instanceof Problem) {
    if (error.status === 401) return t("problems.session_ended");
    if (error.status === 403) return t("problems.forbidden");
    if (error.status === 404) return t("problems.not_found");
    if (error.status === 412) return t("problems.changed_first");
    if (error.status === 429) return t("problems.too_many");
    if (error.status >= 500) return t("problems.server");
    const detail = error.fields[0]?.detail;
    if (error.status === 422 && detail) return detail;
    return error.message || t("problems.server");
  }
  return t("problems.unknown");
}
