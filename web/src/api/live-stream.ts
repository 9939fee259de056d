import { api } from "./client";
import { answered, notAnswered, sessionEnded } from "./connection";

/** One event of the stream, as all tabs of a person hear it. */
export type Told = { id: string; event: string; data: string };

const beat = 15_000;
const patience = 3000;
const longestPause = 60_000;

/**
 * Follows the changes of the organisation until it is stopped. A browser opens few connections to one server, so the
 * tabs of a person share a stream: one of them holds a lock and tells the others, and when it goes another takes over
 * from the last event that it heard.
 */
export function followStream(person: string, tell: (told: Told) => void): () => void {
  const name = `worktrackr.live.${person}`;
  const stopping = new AbortController();
  const tabs = new BroadcastChannel(name);
  let lastId = "";
  const hear = (told: Told) => {
    if (told.id !== "") lastId = told.id;
    if (!stopping.signal.aborted) tell(told);
  };
  tabs.onmessage = ({ data }: MessageEvent<Told>) => hear(data);
  const lead = () =>
    readUntilStopped(
      stopping.signal,
      () => lastId,
      (told) => {
        tabs.postMessage(told);
        hear(told);
      },
    );
  void takeTurns(name, stopping.signal, lead, () =>
    hear({ id: "", event: "hello", data: '{"resumed":false,"covers":0}' }),
  );
  return () => {
    stopping.abort();
    tabs.close();
  };
}

/** Leads now, or when it is this tab's turn; a page without a secure address has no locks, and leads for itself. */
async function takeTurns(name: string, signal: AbortSignal, lead: () => Promise<void>, onFollow: () => void) {
  if (!("locks" in navigator)) return lead();
  const led = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null || signal.aborted) return false;
    await lead();
    return true;
  });
  if (led || signal.aborted) return;
  onFollow();
  await navigator.locks.request(name, { signal }, lead).catch(() => undefined);
}

function readUntilStopped(signal: AbortSignal, lastId: () => string, tell: (told: Told) => void): Promise<void> {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  let pause = beat / 10;

  const later = (action: () => void, after: number) => {
    clearTimeout(timer);
    timer = setTimeout(action, after);
  };
  const close = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
    clearTimeout(lost);
    lost = undefined;
  };
  const alive = () => {
    clearTimeout(lost);
    lost = undefined;
    // A connection can die in silence; then we open another.
    later(open, 3 * beat);
  };
  const open = () => {
    close();
    if (signal.aborted) return;
    const stream = new EventSource(lastId() === "" ? "/api/live" : `/api/live?after=${encodeURIComponent(lastId())}`);
    source = stream;
    alive();
    const pass = (event: MessageEvent<string>) => {
      alive();
      tell({ id: event.lastEventId, event: event.type, data: event.data });
    };
    stream.addEventListener("message", pass);
    stream.addEventListener("beat", alive);
    stream.addEventListener("hello", (event) => {
      pause = beat / 10;
      answered();
      pass(event);
    });
    stream.addEventListener("end", close);
    stream.addEventListener("error", () => {
      lost ??= setTimeout(notAnswered, patience);
      if (stream.readyState === EventSource.CLOSED) void refused();
    });
  };
  // A browser does not come back by itself after a refusal, and does not tell which it was.
  const refused = async () => {
    close();
    const { response } = await api.GET("/api/me").catch(() => ({ response: null }));
    if (response?.status === 401 || source !== null || signal.aborted) return;
    later(open, pause);
    pause = Math.min(2 * pause, longestPause);
  };
  // After the end of a session there is nothing to hear, until somebody has signed in again, here or in another tab.
  const again = () => {
    if (source === null && timer !== undefined && !sessionEnded.get() && document.visibilityState === "visible") open();
  };

  const forget = sessionEnded.subscribe(again);
  document.addEventListener("visibilitychange", again);
  open();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      close();
      forget();
      document.removeEventListener("visibilitychange", again);
      resolve();
    });
  });
}
