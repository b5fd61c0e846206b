import { expect, it } from 'vitest';
import { asking, before, EVENT, eventOf, TRACE } from './calls.ts';

const ADMIN = 'telegram 1';
/** Long enough that a line is cut within the secret, wherever it is cut. */
const LONG = Array.from({ length: 40 }, () => 's3cret-token');
const SHIFTS = Array.from({ length: 12 }, (_, i) => 'x'.repeat(i));

it.each(SHIFTS)('no half of a secret stands where a line of /events is cut (%j before it)', async (shift) => {
  const text = `${shift}${LONG.join('')}`;
  const { ask } = asking({ events: () => Promise.resolve([eventOf({ type: text, subject: text })]) });
  const answer = await ask(ADMIN, '/events');
  expect(answer?.body).toContain('[redacted]');
  expect(answer?.body).not.toContain('s3c');
});

it.each(SHIFTS)('no half of a secret stands where a line of /trace is cut (%j before it)', async (shift) => {
  const steps = [{ at: before(300), step: 'accepted', detail: `${shift}${LONG.join('')}` }];
  const trace = () => Promise.resolve({ id: EVENT, traceId: TRACE, steps, deliveries: [] });
  const answer = await asking({ trace }).ask(ADMIN, `/trace ${EVENT}`);
  expect(answer?.body).toContain('[redacted]');
  expect(answer?.body).not.toContain('s3c');
});
