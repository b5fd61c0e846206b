import { describe, expect, it } from 'vitest';
import { incidentDetail, incidentView, silenceView } from '../../../src/core/incident-views.ts';
import { escapeMarkdown } from '../../../src/bots/discord/markdown.ts';
import type { Incident, Note } from '../../../src/core/incident.ts';
import { incidentAt, incidentWith, noteWith, resolvedWith, silenceWith } from '../../storage/stores.ts';
import { asking, asText, NOW, OPEN } from './calls.ts';

const VIEWER = 'discord 903';
const MIN = 60_000;
const HOUR = 60 * MIN;

const ACKED = incidentWith({
  id: incidentAt(NOW - HOUR),
  state: 'acknowledged',
  title: 'pong is slow',
  cause: 'the model is loading',
  startedAt: NOW - HOUR,
  observations: 3,
  acknowledged: { by: 'bea', at: NOW - MIN },
});
const MUTED = incidentWith({
  id: incidentAt(NOW - 2 * HOUR),
  state: 'muted',
  severity: 'critical',
  title: 'the pi is away',
  startedAt: NOW - 2 * HOUR,
  muted: { until: NOW + 48 * MIN, by: 'maintenance move', reason: null, target: null },
});
const ENDED = resolvedWith(NOW - 2 * HOUR, {
  id: incidentAt(NOW - 3 * HOUR),
  title: 'github was silent',
  startedAt: NOW - 2 * HOUR - 14 * MIN,
});

function listing(incidents: readonly Incident[], silences: readonly ReturnType<typeof silenceWith>[] = []) {
  return asking({
    incidents: () => Promise.resolve(incidents.map(incidentView)),
    silences: () => Promise.resolve(silences.map(silenceView)),
  });
}

describe('/incidents', () => {
  it('tells what is open, the worst first and the muted last, what ended lately, and what is muted', async () => {
    const { ask } = listing(
      [ACKED, MUTED, OPEN, ENDED],
      [silenceWith({ target: 'host=my pi', until: NOW + 48 * MIN, by: 'bea', reason: 'moving\nit' })],
    );
    expect(await asText(ask(VIEWER, '/incidents'))).toBe(`3 incidents are open, 1 of them muted
Muted (/unmute TARGET ends it)
"host=my pi", 48 min more, by bea: moving it

Open
CRITICAL: ops can’t be reached (for 12 min)
↳ ${OPEN.id} seen ×14
WARNING: pong is slow (for 1 h, acknowledged by bea)
↳ ${ACKED.id} seen ×3, cause: the model is loading
CRITICAL: the pi is away (for 2 h, muted for 48 min more by maintenance move)
↳ ${MUTED.id} seen ×1

Ended in the last 24 h
✓ github was silent (over 2 h ago, lasted 14 min)
↳ ${ENDED.id} seen ×1`);
  });

  it.each<[string, readonly Incident[], string]>([
    ['nothing', [], 'Nothing is wrong'],
    ['what ended days ago', [resolvedWith(NOW - 25 * HOUR, { id: ENDED.id })], 'Nothing is wrong'],
    ['one', [OPEN], '1 incident is open'],
    ['one that is muted', [MUTED], '1 incident is open, but muted'],
  ])('says in its title how it is with %s', async (_what, incidents, title) => {
    const answer = await listing(incidents).ask(VIEWER, '/incidents');
    expect(answer?.title).toBe(title);
    if (title === 'Nothing is wrong') expect(answer?.body).toBe('');
  });

  it('stays readable with hundreds of incidents and mutes, of hostile text', async () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      incidentWith({
        id: incidentAt(NOW, i),
        title: `\u202e${'x'.repeat(5_000)}\n`,
        cause: 'y'.repeat(5_000),
      }),
    );
    const silences = Array.from({ length: 50 }, (_, i) =>
      silenceWith({ target: `t${i}${'z'.repeat(190)}`, until: NOW + HOUR }),
    );
    const text = await asText(listing(many, silences).ask(VIEWER, '/incidents'));
    expect(text).toMatch(/^100 incidents or more are open\n/);
    const shown = text.match(/^CRITICAL|^WARNING/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(3);
    expect(text).toMatch(
      new RegExp(`\\n… ${100 - shown} or more on the command line: npx pithead incidents --open$`),
    );
    const muted = text.match(/^t\d+z{100,}/gm)?.length ?? 0;
    expect(muted).toBeGreaterThan(2);
    expect(text).toContain(`\n… ${50 - muted} more on the command line: npx pithead incidents\n`);
    expect(text.length).toBeLessThan(3_500);
  });

  it('cuts nothing away unsaid on Discord, where all of it is escaped', async () => {
    const stars = '*_~`|'.repeat(40);
    const many = Array.from({ length: 40 }, (_, i) => ({
      title: stars,
      cause: stars,
      ...(i < 20 ? {} : { state: 'resolved' as const, resolvedAt: NOW - i }),
      id: incidentAt(NOW, i),
    })).map(incidentWith);
    const silences = Array.from({ length: 20 }, (_, i) =>
      silenceWith({ target: `t${i}${'*'.repeat(190)}`, until: NOW + HOUR, reason: stars }),
    );
    const { body = '' } = (await listing(many, silences).ask(VIEWER, '/incidents')) ?? {};
    expect(escapeMarkdown(body).length).toBeLessThan(3_500);
    expect(body).toMatch(/^… \d+ more on the command line: npx pithead incidents$/m);
    expect(body).toMatch(/\n… \d+ more on the command line: npx pithead incidents --open\n/);
    expect(body).toMatch(/\n… \d+ more on the command line: npx pithead incidents$/);
  });

  it('says how many ended besides those it names', async () => {
    const ended = Array.from({ length: 7 }, (_, i) => ({ ...ENDED, id: incidentAt(NOW, i) }));
    const text = await asText(listing(ended).ask(VIEWER, '/incidents'));
    expect(text.match(/^✓/gm)).toHaveLength(5);
    expect(text).toMatch(/\n… 2 more on the command line: npx pithead incidents$/);
  });
});

function whole(incident: Incident, notes: readonly Note[] = [], others: readonly Incident[] = []) {
  const record = { incident, onCard: [incident, ...others], notes, deliveries: [] };
  return asking({
    incident: (id) => Promise.resolve(id === incident.id ? incidentDetail(record) : null),
  });
}

describe('/incident', () => {
  it('tells all of one: how it stands, why, what next, what was seen, what else, and what became of it', async () => {
    const incident: Incident = {
      ...ACKED,
      severity: 'critical',
      next: 'wait, or ollama ps',
      evidence: 'HTTP 503\n\nloading\u001b[2J',
      lastSeenAt: NOW - 2 * MIN,
    };
    const notes = [
      noteWith({ at: NOW - HOUR, step: 'opened', reason: 'threshold', detail: '3 of 3 failed' }),
      noteWith({ at: NOW - 50 * MIN, lastAt: NOW - 2 * MIN, count: 9, step: 'observed', reason: 'failing' }),
      noteWith({ at: NOW - MIN, step: 'acknowledged', reason: 'bea', detail: '' }),
    ];
    const { ask } = whole(incident, notes, [MUTED]);
    const answer = await ask(VIEWER, `/incident ${incident.id}`);
    expect(answer?.facts).toEqual([{ label: 'Since', at: NOW - HOUR }]);
    expect([answer?.title, answer?.body].join('\n')).toBe(`CRITICAL: pong is slow
acknowledged, for 1 h, acknowledged by bea
seen ×3, last 2 min ago
↳ ${incident.id} trace id ${incident.traceId}
Cause: the model is loading
Next: wait, or ollama ps

Evidence
HTTP 503
loading [2J

On the same card
the pi is away (for 2 h, muted for 48 min more by maintenance move) ↳ ${MUTED.id}

History
1 h ago opened (threshold): 3 of 3 failed
2 min ago observed ×9 (failing)
1 min ago acknowledged (bea)`);
  });

  it('that is over says when it ended and how long it was', async () => {
    const answer = await whole(ENDED).ask(VIEWER, `/incident ${ENDED.id}`);
    expect(answer?.title).toBe('✓ (warning) github was silent');
    expect(answer?.body).toMatch(/^resolved, over 2 h ago, lasted 14 min\n/);
    expect(answer?.facts?.map(({ label }) => label)).toEqual(['Since', 'Ended']);
  });

  it('shows the newest of a long history and a piece of what is long', async () => {
    const notes = Array.from({ length: 100 }, (_, i) =>
      noteWith({ at: NOW - HOUR + i, step: `s${i}`, detail: 'd'.repeat(5_000) }),
    );
    const others = Array.from({ length: 60 }, (_, i) => incidentWith({ id: incidentAt(NOW, i) }));
    const long = { ...OPEN, evidence: 'line\n'.repeat(500) };
    const text = await asText(whole(long, notes, others).ask(VIEWER, `/incident ${OPEN.id}`));
    const steps = text.match(/ s\d\d /g) ?? [];
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.at(-1)).toBe(' s99 ');
    expect(text).toContain(
      `\n… ${100 - steps.length} earlier on the command line: npx pithead incident ${OPEN.id}\n`,
    );
    expect(text).toContain('\n… 492 more lines on the command line: npx pithead incident');
    expect(text).toContain('\n… 54 more on the command line: npx pithead incident');
    expect(text.length).toBeLessThan(3_500);
  });

  it('cuts nothing away unsaid on Discord, where all of it is escaped', async () => {
    const stars = '*_~`|'.repeat(40);
    const long = { title: stars, cause: stars, next: stars, evidence: `${stars}\n`.repeat(20) };
    const notes = Array.from({ length: 30 }, () => noteWith({ reason: stars, detail: stars }));
    const others = Array.from({ length: 9 }, (_, i) => incidentWith({ ...long, id: incidentAt(NOW, i) }));
    const answer = await whole({ ...OPEN, ...long }, notes, others).ask(VIEWER, `/incident ${OPEN.id}`);
    const body = answer?.body ?? '';
    expect(escapeMarkdown(body).length).toBeLessThan(3_600);
    expect(body.match(/^… \d+ /gm)).toHaveLength(3);
    expect(body.split('\n')[2]).toMatch(/^↳ /);
  });

  it('of an id that none has says where they are listed', async () => {
    expect(await asText(asking().ask(VIEWER, '/incident nonsense'))).toBe(
      'No incident has the id nonsense: /incidents lists them',
    );
  });
});
