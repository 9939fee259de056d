import { answer, idempotencyKey } from "./client";

type Loaded = { change_set_id: string };

function isLoaded(body: unknown): body is Loaded {
  return typeof body === "object" && body !== null && "change_set_id" in body;
}

/** Fills an organisation with something to look at, in one change-set. */
export async function loadSampleData(): Promise<Loaded> {
  const response = await fetch("/api/sample_data", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...idempotencyKey() },
    body: "{}",
  });
  const body: unknown = await response.json();
  return answer(Promise.resolve(response.ok && isLoaded(body) ? { data: body, response } : { error: body, response }));
}
