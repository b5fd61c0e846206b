import type { Clock } from '../core/clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { Observation } from '../core/incident.ts';
import type { MessageRef } from '../core/message.ts';
import type { Log } from '../core/ports.ts';
import type { Outbox } from '../dispatch/outbox.ts';
import type { Outboxes } from './outboxes.ts';

const LONGEST_MS = 30 * SECOND_MS;

const UNSTORED =
  'This could not be stored: the message is brought up to date only while this process lives. After a restart it stays as it is.';

/**
 * Says what is wrong in every channel at once, past outboxes and store: for the one trouble that these can't bring, that
 * nothing can be stored. Tried once; what does not arrive is logged. Resolves with the message of each channel that took
 * it, within 30 s; never rejects.
 */
export async function cryOut(
  { title, evidence, cause, next, severity }: Observation,
  outboxes: Outboxes,
  { clock, log, redact }: { clock: Clock; log: Log; redact: (text: string) => string },
): Promise<ReadonlyMap<string, MessageRef>> {
  const facts = [
    ...(cause === null ? [] : [{ label: 'Likely cause', text: redact(cause) }]),
    ...(next === null ? [] : [{ label: 'Do next', text: redact(next) }]),
  ];
  const body = [redact(evidence), UNSTORED].filter((line) => line !== '').join('\n');
  const message = { title: redact(title), facts, body, link: null };
  const nonce = `cry-${clock.now().toString(36)}`;
  const taken = new Map<string, MessageRef>();

  async function say({ channel }: Outbox): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const controller = new AbortController();
    const cancel = clock.after(LONGEST_MS, () => {
      const error = new Error('no answer within 30 s');
      controller.abort(error);
      reject(error);
    });
    try {
      const sent = channel.send(
        { kind: 'post', message, severity, status: null, origin: null, buttons: [], silent: false },
        { nonce, possibleRepeat: false, signal: controller.signal },
      );
      taken.set(channel.name, await Promise.race([sent, late]));
    } catch (error) {
      log.error('cry-out', { channel: channel.name, error: errorText(error) });
    } finally {
      cancel();
    }
  }

  await Promise.all([...outboxes.values()].map(say));
  return taken;
}
