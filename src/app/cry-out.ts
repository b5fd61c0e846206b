import type { Clock } from '../core/clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { Observation } from '../core/incident.ts';
import type { Log } from '../core/ports.ts';
import type { Outboxes } from './outboxes.ts';

const LONGEST_MS = 30 * SECOND_MS;

/**
 * Says what is wrong in every channel at once, past outboxes and store: for the one trouble that these can't bring, that
 * nothing can be stored. Tried once; what does not arrive is logged. Never throws.
 */
export function cryOut(
  { title, evidence, cause, next, severity }: Observation,
  outboxes: Outboxes,
  { clock, log, redact }: { clock: Clock; log: Log; redact: (text: string) => string },
): void {
  const facts = [
    ...(cause === null ? [] : [{ label: 'Likely cause', text: redact(cause) }]),
    ...(next === null ? [] : [{ label: 'Do next', text: redact(next) }]),
  ];
  const message = { title: redact(title), facts, body: redact(evidence), link: null };
  for (const { channel } of outboxes.values()) {
    const controller = new AbortController();
    const cancel = clock.after(LONGEST_MS, () => controller.abort(new Error('no answer within 30 s')));
    channel
      .send(
        { kind: 'post', message, severity, status: null, origin: null, buttons: [], silent: false },
        { nonce: `cry-${clock.now().toString(36)}`, possibleRepeat: false, signal: controller.signal },
      )
      .catch((error: unknown) => log.error('cry-out', { channel: channel.name, error: errorText(error) }))
      .finally(cancel);
  }
}
