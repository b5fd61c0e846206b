import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createIds, keptTraceId } from '../../src/core/ids.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import type { Incoming } from '../../src/core/ports.ts';
import { createTell } from '../../src/dispatch/tell.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;

it('tells a trouble with a channel in the others, with one key for each kind and hour', () => {
  const accepted: Incoming[] = [];
  const tell = createTell({
    accept(incoming) {
      accepted.push(incoming);
      return Promise.resolve({ outcome: 'accepted', id: incoming.id, deliveries: 1 });
    },
    newId: createIds(
      () => NOW,
      (length) => new Uint8Array(length),
    ),
    newTraceId: () => keptTraceId('ab'.repeat(16)),
    digest: (text) => createHash('sha256').update(text).digest(),
    log: SILENT_LOG,
  });
  const trouble = { channel: 'ops', kind: 'token-refused', title: 'ops: the token', body: 'Make a new one.' };
  tell.trouble(trouble, NOW);
  tell.trouble(trouble, NOW + HOUR_MS - 1);
  tell.trouble(trouble, NOW + HOUR_MS);
  tell.trouble({ ...trouble, kind: 'second-poller' }, NOW);

  expect(accepted[0]).toMatchObject({
    source: 'pithead',
    type: 'channel.token-refused',
    subject: 'ops',
    severity: 'warning',
    data: { title: 'ops: the token', body: 'Make a new one.' },
    except: ['ops'],
  });
  const keys = accepted.map(({ dedup }) => Buffer.from(dedup?.key ?? []).toString('hex'));
  expect(new Set(keys).size).toBe(3);
  expect(keys[0]).toBe(keys[1]);
});
