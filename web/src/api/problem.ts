/** A refusal, as RFC 9457 tells it. */
export type FieldProblem = { pointer: string; code: string; detail: string };

export class Problem extends Error {
  readonly status: number;
  readonly kind: string;
  readonly reference: string;
  readonly fields: readonly FieldProblem[];
  /** What stands in the way, as the kind of problem tells it. */
  readonly conflicts: readonly unknown[];

  constructor(
    status: number,
    kind: string,
    detail: string,
    reference: string,
    fields: readonly FieldProblem[],
    conflicts: readonly unknown[] = [],
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.kind = kind;
    this.reference = reference;
    this.fields = fields;
    this.conflicts = conflicts;
  }
}

/** No answer came at all: the server is down, or the way to it is. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
    this.name = "Unreachable";
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function readProblem(body: unknown, response: Response): Problem {
  const problem = isRecord(body) ? body : {};
  const errors = Array.isArray(problem.errors) ? problem.errors.filter(isRecord) : [];
  const fields = errors.map((error) => ({
    pointer: text(error.pointer),
    code: text(error.code),
    detail: text(error.detail),
  }));
  const reference = text(problem.instance).replace("urn:request:", "") || response.headers.get("X-Request-Id") || "";
  const kind = text(problem.type).split("/").at(-1) ?? "";
  const conflicts = Array.isArray(problem.conflicts) ? problem.conflicts : [];
  return new Problem(response.status, kind, text(problem.detail) || text(problem.title), reference, fields, conflicts);
}
