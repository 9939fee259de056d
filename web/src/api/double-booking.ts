import { Store } from "@/lib/store";
import { idempotencyKey, type Reply } from "./client";
import { isRecord, readProblem } from "./problem";

/** What the same person is booked for at that time. */
export type Clash = { id: string; number: number; title: string; start: string; end: string };

/** The question that waits for its answer: whoever shows it, answers it. */
export const doubleBooking = new Store<{ clashes: Clash[]; answer: (yes: boolean) => void } | null>(null);

type Request = { headers?: Record<string, string> };

/** Sends a write of tickets; if it books somebody twice, asks, and sends it again confirmed. Refused, it is a problem as any other. */
export async function confirming<T, R extends Request>(
  request: R,
  send: (confirmation: { double_booking?: true }, request: R) => Reply<T>,
): Reply<T> {
  const reply = await send({}, request);
  if (reply.response.status !== 409) return reply;
  const problem = readProblem(reply.error, reply.response);
  if (problem.kind !== "double-booking") return reply;
  const isSure = await new Promise<boolean>((answer) => {
    doubleBooking.get()?.answer(false);
    doubleBooking.set({ clashes: problem.conflicts.filter(isRecord).map(clashOf), answer });
  });
  doubleBooking.set(null);
  if (!isSure) return reply;
  // Another body is another request: a key would answer for the first one.
  const isKeyed = request.headers !== undefined && "Idempotency-Key" in request.headers;
  return send(
    { double_booking: true },
    isKeyed ? { ...request, headers: { ...request.headers, ...idempotencyKey() } } : request,
  );
}

function clashOf(clash: Record<string, unknown>): Clash {
  return {
    id: String(clash.id),
    number: Number(clash.number),
    title: String(clash.title),
    start: String(clash.scheduled_start),
    end: String(clash.scheduled_end),
  };
}
