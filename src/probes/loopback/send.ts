import { z } from 'zod';
import { clip, oneLine } from '../../core/clip.ts';
import type { Clock } from '../../core/clock.ts';
import { connectionFailure } from '../connection-failure.ts';
import { ask } from '../http/ask.ts';
import { withinLimit } from '../time-limit.ts';
import type { LoopbackRequest } from './port.ts';
import { codeOf } from '../../core/error-code.ts';

const LONGEST_LOCATION = 200;

/** What this program answers on its public listener: an id, or an error with the id of the request. */
const answerSchema = z.union([
  z
    .object({ id: z.string(), duplicate: z.literal(true).optional() })
    .transform(({ id, duplicate }) => ({ id, duplicate: duplicate === true })),
  z
    .object({ error: z.string(), requestId: z.string() })
    .transform(({ requestId }) => ({ id: requestId, duplicate: false })),
]);

/** What came of a request as its sender sees it. Texts are untrusted, and without configured secrets. */
export type Sent =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** The `Location` header, clipped. */
      readonly location: string | null;
      /** Of an answer that reads like this program's: the event's id, or the request's. `null`: somebody else answered. */
      readonly ours: { readonly id: string; readonly duplicate: boolean } | null;
      readonly latencyMs: number;
    }
  | { readonly outcome: 'timed-out' }
  /** `code`: Node's; `words` and `next`: for people. */
  | {
      readonly outcome: 'failed';
      readonly code: string | null;
      readonly words: string;
      readonly next: string;
    };

export interface SendDeps {
  readonly clock: Clock;
  /** Authorities in PEM form that are trusted; `null`: the world's. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  /** Takes configured secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Posts a request once, on a connection of its own, and follows nobody elsewhere. Rejects only where `signal` aborts. */
export async function send(
  url: URL,
  { headers, body }: LoopbackRequest,
  { clock, ca, timeoutMs, redact }: SendDeps,
  signal: AbortSignal,
): Promise<Sent> {
  const startedAt = clock.monotonic();
  const request = { url, method: 'POST', headers, body, ca, outsideOnly: false } as const;
  try {
    const limited = await withinLimit(clock, timeoutMs, signal, (within) => ask(request, within, () => {}));
    if (limited.timedOut) return { outcome: 'timed-out' };
    const { status, location: leadsTo, body: answer } = limited.value;
    const latencyMs = clock.monotonic() - startedAt;
    const location = leadsTo === null ? null : clip(oneLine(redact(leadsTo)), LONGEST_LOCATION);
    return { outcome: 'answered', status, location, ours: answerOf(answer), latencyMs };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'failed', code: codeOf(error), ...connectionFailure(error, redact) };
  }
}

function answerOf(body: string): Extract<Sent, { outcome: 'answered' }>['ours'] {
  try {
    return answerSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
