import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import type { Event } from '../../src/core/event.ts';
import type { DoctorDeps } from '../../src/doctor/check.ts';
import { toldCheck } from '../../src/doctor/checks/told.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { databaseOf, depsOf, recordAt, trailOf } from './patients.ts';

const clock = createFakeClock();
const TROUBLE: Partial<Event> = {
  source: 'pithead',
  type: 'channel.second-poller',
  severity: 'warning',
  subject: 'ops',
  data: { title: 'Another program takes the commands', body: 'Stop the other one.', channel: 'ops' },
};

async function told(events: readonly Partial<Event>[], changes: Partial<DoctorDeps> = {}) {
  const records = events.map((event) => {
    const record = recordAt(clock.now() - MINUTE_MS);
    return { ...record, event: { ...record.event, ...event } };
  });
  const trail = trailOf({
    events: ({ source }) => Promise.resolve(source === 'pithead' ? records : []),
  });
  const channel = { type: 'telegram', name: 'ops', examine: () => Promise.resolve([]) };
  return toldCheck.run(
    depsOf({
      clock,
      database: databaseOf({ trail: () => Promise.resolve(trail) }),
      channels: [channel],
      ...changes,
    }),
  );
}

describe('what the running program told of a channel', () => {
  it('is a finding for an hour, the newest of each kind', async () => {
    const older = { ...TROUBLE, time: clock.now() - 30 * MINUTE_MS };
    expect(await told([TROUBLE, older])).toEqual([
      {
        about: 'telegram ops: trouble',
        state: 'unknown',
        detail: 'Another program takes the commands (told 1 min ago; told again each hour while it lasts)',
        fix: 'Stop the other one.',
      },
    ]);
  });

  it.each<[string, Partial<Event>]>([
    ['more than an hour ago', { time: clock.now() - 1.2 * HOUR_MS }],
    ['of another channel', { subject: 'gone' }],
    ['of a refused token, which is asked for anew', { type: 'channel.token-refused' }],
    ['that it is back', { type: 'channel.back', severity: 'info' }],
    ['that it gave up, which delivery says', { type: 'channel.gave-up', severity: 'critical' }],
    ['of one message', { type: 'delivery.dead' }],
  ])('%s is none', async (_when, changes) => {
    expect(await told([{ ...TROUBLE, ...changes }])).toEqual([]);
  });

  it('is none where the program does not run, or the database can not be read, which is told elsewhere', async () => {
    expect(await told([TROUBLE], { running: false })).toEqual([]);
    const broken = databaseOf({ trail: () => Promise.reject(new Error('locked')) });
    expect(await told([TROUBLE], { database: broken })).toEqual([]);
  });
});
