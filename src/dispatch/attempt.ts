import type { Clock } from '../core/clock.ts';
import { verdictOf, type Verdict } from '../core/far-end.ts';
import type { MessageRef, Outgoing } from '../core/message.ts';
import type { Channel } from '../core/ports.ts';

export type AttemptOutcome =
  | { readonly outcome: 'delivered'; readonly ref: MessageRef }
  | { readonly outcome: 'failed'; readonly verdict: Verdict; readonly detail: string }
  | { readonly outcome: 'halted' };

export interface Attempt {
  readonly channel: Channel;
  readonly outgoing: Outgoing;
  readonly nonce: string;
  readonly possibleRepeat: boolean;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Aborts when the program must end. */
  readonly halt: AbortSignal;
}

/** One try of one message, ended by the channel, by its lease or by the program's end. Never throws, never hangs. */
export function attempt(what: Attempt): Promise<AttemptOutcome> {
  const { channel, outgoing, nonce, possibleRepeat, halt } = what;
  const controller = new AbortController();
  return new Promise((resolve) => {
    const end = (outcome: AttemptOutcome): void => {
      cancelLease();
      halt.removeEventListener('abort', onHalt);
      resolve(outcome);
    };
    const onHalt = (): void => {
      controller.abort();
      end({ outcome: 'halted' });
    };
    const cancelLease = what.clock.after(what.leaseMs, () => {
      controller.abort();
      const verdict: Verdict = { action: 'retry', reason: 'timeout', retryAfterMs: null };
      end({ outcome: 'failed', verdict, detail: `no answer within ${what.leaseMs / 1000} s` });
    });
    halt.addEventListener('abort', onHalt);
    if (halt.aborted) {
      onHalt();
      return;
    }
    send(channel, outgoing, { nonce, possibleRepeat, signal: controller.signal }).then(
      (ref) => end({ outcome: 'delivered', ref }),
      (error: unknown) =>
        end({
          outcome: 'failed',
          verdict: verdictOf(error),
          detail: error instanceof Error ? error.message : String(error),
        }),
    );
  });
}

/** An adapter that throws before it returns its promise fails like any other. */
async function send(
  ...[channel, outgoing, context]: [Channel, ...Parameters<Channel['send']>]
): Promise<MessageRef> {
  return channel.send(outgoing, context);
}
