import { expect, it } from 'vitest';
import { incidentDetail, incidentView, silenceView } from '../../../src/core/incident-views.ts';
import { incidentAt, incidentWith, noteWith, silenceWith } from '../../storage/stores.ts';
import { asking, asText, before, callOf, EVENT, eventOf, NOW, OPEN, TRACE } from './calls.ts';
import { canaryOf, historyOf, runOf } from './canary-views.ts';

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

const INCIDENT = incidentWith({ id: OPEN.id });

it.each(SHIFTS)(
  'no half of a secret stands where an answer about incidents is cut (%j before it)',
  async (shift) => {
    const text = `${shift}${LONG.join('')}`;
    const incident = { ...INCIDENT, title: text, cause: text, next: text, evidence: text };
    const silence = silenceWith({ target: text, reason: text });
    const notes = [noteWith({ detail: text, reason: text })];
    const record = { incident, onCard: [{ ...incident, id: incidentAt(1) }], notes, deliveries: [] };
    const { ask } = asking({
      incidents: () => Promise.resolve([incidentView(incident)]),
      incident: () => Promise.resolve(incidentDetail(record)),
      silences: () => Promise.resolve([silenceView(silence)]),
      acknowledge: () => Promise.resolve({ outcome: 'already', incident }),
      mute: () => Promise.resolve({ outcome: 'muted', silence, covers: [incident, incident] }),
      unmute: () => Promise.resolve({ outcome: 'none', targets: [text], muted: null }),
      rerun: () => Promise.resolve({ outcome: 'failing', detail: text }),
    });
    for (const line of ['/incidents', `/incident x`, '/ack x', '/mute x 1h', '/unmute x', '/run x']) {
      const said = await asText(ask(ADMIN, line));
      expect(said).toContain('[redacted]');
      expect(said).not.toContain('s3c');
    }
  },
);

it.each(SHIFTS)(
  'no half of a secret stands where an answer about mutes is cut (%j before it)',
  async (shift) => {
    const text = `${shift}${LONG.join('')}`;
    const muted = { until: NOW + 60_000, by: 'ada', reason: text, target: text };
    const incident = { ...INCIDENT, title: text, muted };
    const silence = silenceWith({ target: text, reason: text });
    const { ask } = asking({
      mute: () => Promise.resolve({ outcome: 'already-muted', incident, mute: muted }),
      unmute: (target) =>
        Promise.resolve(
          target === 'one'
            ? { outcome: 'unmuted', silence, still: [incident] }
            : { outcome: 'none', targets: [text], muted: incident },
        ),
    });
    for (const line of ['/mute x 1h', '/unmute one', '/unmute other']) {
      const said = await asText(ask(ADMIN, line));
      expect(said).toContain('[redacted]');
      expect(said).not.toContain('s3c');
    }
  },
);

it.each(SHIFTS)(
  'no half of a secret stands where an answer about canaries is cut (%j before it)',
  async (shift) => {
    const text = `${shift}${LONG.join('')}`;
    const assertions = [{ type: 'equals', pass: false, reason: text }];
    const said = { verdict: 'fail', detail: text, model: text, fingerprint: text, assertions } as const;
    const run = runOf({ ...said, output: text });
    const canary = canaryOf({ model: text, provider: text });
    const changes = [{ at: before(60), kind: 'model', before: text, after: text }] as const;
    const { ask } = asking({
      canaries: () => Promise.resolve([canary]),
      canary: () => Promise.resolve(historyOf({ canary, runs: [run], changes })),
      canaryChart: () => Promise.resolve(new Uint8Array(1)),
      rerun(_name, progress) {
        progress?.(text);
        return Promise.resolve({ outcome: 'failing', detail: text, run });
      },
    });
    const shown: unknown[] = [];
    const answers = [
      await ask(ADMIN, '/canaries'),
      await ask(ADMIN, '/canaries pong'),
      await ask(ADMIN, '/run pong', (message) => shown.push(message)),
    ];
    expect(JSON.stringify(answers.slice(1))).toContain('[redacted]');
    expect(JSON.stringify(shown)).toContain('[redacted]');
    expect(JSON.stringify([answers, shown])).not.toContain('s3c');
  },
);

it.each(SHIFTS)('no half of a secret stands in the record or the log (%j before it)', async (shift) => {
  const text = `${shift}${LONG.join('')}`;
  const { ask, commands, uses, lines } = asking();
  await ask(ADMIN, `/trace ${text}`);
  await commands.admit({ ...callOf(ADMIN, '/x'), command: text, pressed: true })?.run();
  await Promise.resolve();
  expect(uses).toHaveLength(2);
  expect(lines).toHaveLength(2);
  expect(JSON.stringify([uses, lines])).not.toContain('s3c');
});
