import { describe, expect, it } from 'vitest';
import { embedOf } from '../../../src/bots/discord/embed.ts';
import { renderAnswer } from '../../../src/bots/telegram/render.ts';
import type { CanaryChangeView, CanaryHistoryView, CanaryView } from '../../../src/core/probe-views.ts';
import { SPARKLINE_KEY } from '../../../src/core/sparkline.ts';
import { asking, asText, before } from './calls.ts';
import { canaryOf, historyOf, runOf } from './canary-views.ts';

const VIEWER = 'discord 903';
const HOUR = 3_600;
const DAY = 24 * HOUR;
const PNG = new Uint8Array([1, 2, 3]);

function listing(canaries: readonly CanaryView[]) {
  return asking({ canaries: () => Promise.resolve(canaries) });
}

function showing(history: CanaryHistoryView, png: Uint8Array | null = null) {
  return asking({
    canary: (name) => Promise.resolve(name === history.canary.name ? history : null),
    canaries: () => Promise.resolve([history.canary]),
    canaryChart: () => Promise.resolve(png),
  });
}

describe('/canaries', () => {
  it('lists the failing ones first, then what is not known, each with when and when next', async () => {
    const { ask } = listing([
      canaryOf({ name: 'json' }),
      canaryOf({ name: 'disk', type: 'host', provider: null, model: null, lastLatencyMs: null }),
      canaryOf({ name: 'fresh', lastVerdict: null, lastAt: null, lastLatencyMs: null }),
      canaryOf({ name: 'sum', lastVerdict: 'unmeasured', lastLatencyMs: null, nextAt: null }),
      canaryOf({ name: 'pong', lastVerdict: 'fail', lastLatencyMs: 14_200, nextAt: before(1) }),
    ]);
    expect(await asText(ask(VIEWER, '/canaries'))).toBe(`\
5 canaries: 1 FAILED, 1 not measured, 1 not run yet, 2 passed
✗ pong FAILED, 14 s, 12 min ago, due now
? sum not measured, 12 min ago, never by itself
· fresh not run yet, next in 48 min
✓ json passed, 1.2 s, 12 min ago, next in 48 min
✓ disk (host) passed, 12 min ago, next in 48 min

/canaries NAME shows one with its history`);
  });

  it('says how to begin where there is none', async () => {
    expect(await asText(asking().ask(VIEWER, '/canaries'))).toBe(`\
No canary is configured
A canary is a prompt that is asked every hour, so that you hear when its model gets slow, wrong or different.
Write one as prompts/canaries/NAME.md, or give one that lies there a provider; the README says how under “Canaries”.`);
    expect((await asking().ask(VIEWER, '/canaries pong'))?.title).toBe('No canary is configured');
  });

  it('of very many shows the worst, and counts the rest', async () => {
    const names = Array.from({ length: 300 }, (_one, i) => `canary-with-a-long-name-${i}`);
    const { ask } = listing([...names.map((name) => canaryOf({ name })), canaryOf({ lastVerdict: 'fail' })]);
    const message = await ask(VIEWER, '/canaries');
    expect(message?.body).toMatch(/^✗ pong FAILED/);
    expect(message?.body).toMatch(
      /\n… \d+ more on the command line: npx pithead canary list\n\n\/canaries NAME/,
    );
    expect(message?.body.length).toBeLessThan(3_600);
  });
});

describe('/canaries NAME', () => {
  const RUNS = [
    runOf(),
    runOf({ at: before(2 * HOUR), verdict: 'unmeasured', reason: 'rate-limited', latencyMs: null }),
    runOf({
      at: before(3 * HOUR),
      verdict: 'fail',
      latencyMs: 5_200,
      assertions: [
        { type: 'is-json', pass: true, reason: 'it is JSON' },
        { type: 'latency', pass: false, reason: '5.2 s,\nat most 4 s' },
        { type: 'contains', pass: false, reason: 'there is no "pong" in it' },
      ],
    }),
    runOf({ at: before(DAY), latencyMs: 820 }),
    runOf({ at: before(8 * DAY), verdict: 'fail', latencyMs: 60_000 }),
  ];
  const CHANGES: readonly CanaryChangeView[] = [
    { at: before(3 * HOUR), kind: 'model', before: 'llama3.2:3b', after: 'llama3.2:3b-q4' },
    { at: before(DAY), kind: 'prompt', before: 'ab'.repeat(32), after: 'cd'.repeat(32) },
    { at: before(2 * DAY), kind: 'fingerprint', before: null, after: 'fp_1' },
    { at: before(9 * DAY), kind: 'settings', before: 'a', after: 'b' },
  ];

  it('tells a week: verdicts apart, latency, what changed and by whom, why it failed', async () => {
    const { ask } = showing(historyOf({ runs: RUNS, changes: CHANGES }));
    expect(await asText(ask(VIEWER, '/canaries Pong'))).toBe(`\
✓ pong passed 12 min ago
llama3.2:3b at ollama, 0 * * * *, next in 48 min
Last 7 d: 2 passed, 1 failed, 1 not measured
|▂|×·▃
${SPARKLINE_KEY}
Latency: 820 ms to 5.2 s, median 1.2 s

What changed
3 h ago: the model moved: llama3.2:3b → llama3.2:3b-q4
1 d ago: you changed the prompt: abababab → cdcdcdcd
2 d ago: the model moved (fingerprint): none → fp_1

Why it failed 3 h ago
✗ latency: 5.2 s, at most 4 s
✗ contains: there is no "pong" in it`);
  });

  it.each([
    [{ lastVerdict: 'fail' }, '✗ pong FAILED 12 min ago'],
    [{ lastVerdict: 'unmeasured' }, '? pong not measured 12 min ago'],
    [{ lastVerdict: null, lastAt: null }, 'pong has not run yet'],
  ] as const)('that is %j says so first', async (changes, title) => {
    const { ask } = showing(historyOf({ canary: canaryOf(changes) }));
    expect((await ask(VIEWER, '/canaries pong'))?.title).toBe(title);
  });

  it.each([
    ['assertions', 'you changed the assertions'],
    ['provider', 'you changed the provider'],
    ['settings', 'you changed the settings'],
    ['price', 'the price changed'],
  ] as const)('of a change of %s says: %s', async (kind, words) => {
    const changes = [{ at: before(HOUR), kind, before: 'a', after: 'b' }];
    const { ask } = showing(historyOf({ changes }));
    expect((await ask(VIEWER, '/canaries pong'))?.body).toContain(`\n1 h ago: ${words}: a → b`);
  });

  it('shows the chart where it was drawn, told in words for who does not see it', async () => {
    const { ask } = showing(historyOf({ runs: RUNS }), PNG);
    expect((await ask(VIEWER, '/canaries pong'))?.image).toEqual({
      png: PNG,
      about: 'Chart of pong: 2 passed, 1 failed, 1 not measured; 820 ms to 5.2 s, median 1.2 s',
    });
    const without = await showing(historyOf({ runs: RUNS })).ask(VIEWER, '/canaries pong');
    expect(without?.image).toBeUndefined();
  });

  it('that never ran needs no chart', async () => {
    const { ask } = showing(historyOf({ runs: [], canary: canaryOf({ lastVerdict: null }) }), PNG);
    const message = await ask(VIEWER, '/canaries pong');
    expect(message?.image).toBeUndefined();
    expect(message?.body).toBe(`\
llama3.2:3b at ollama, 0 * * * *, next in 48 min
Last 7 d: 0 passed, 0 failed, 0 not measured`);
  });

  it('that is no prompt says what it is instead of a model', async () => {
    const canary = canaryOf({ name: 'disk', type: 'host', provider: null, model: null, lastLatencyMs: null });
    const runs = [runOf({ name: 'disk', latencyMs: null, ttftMs: null, model: null, promptHash: null })];
    expect(await asText(showing(historyOf({ canary, runs })).ask(VIEWER, '/canaries disk'))).toBe(`\
✓ disk passed 12 min ago
host, 0 * * * *, next in 48 min
Last 7 d: 1 passed, 0 failed, 0 not measured
✓
${SPARKLINE_KEY}`);
  });

  it.each([
    ['pnog', 'There is no canary pnog: did you mean /canaries pong?'],
    ['weather', 'There is no canary weather: it is one of pong'],
  ])('%s is told which there are', async (name, answer) => {
    const { ask, uses } = showing(historyOf());
    expect(await asText(ask(VIEWER, `/canaries ${name}`))).toBe(answer);
    expect(uses).toMatchObject([{ outcome: 'nothing' }]);
  });

  it('fits into a message whatever strangers wrote, and tells what is left out', async () => {
    const long = '*_[@everyone](x)_*'.repeat(200);
    const assertions = Array.from({ length: 50 }, (_one, i) => ({
      type: `a${i}`,
      pass: false,
      reason: long,
    }));
    const changes = Array.from({ length: 40 }, (_one, i) => ({
      at: before(HOUR * (i + 1)),
      kind: 'model' as const,
      before: long,
      after: long,
    }));
    const history = historyOf({
      canary: canaryOf({ name: 'n'.repeat(63), model: long, provider: long }),
      runs: [runOf({ verdict: 'fail', assertions })],
      changes,
    });
    const message = await showing(history).ask(VIEWER, `/canaries ${'n'.repeat(63)}`);
    if (message === null) throw new Error('no answer');
    const rest = { severity: 'info', status: null, origin: null, possibleRepeat: false } as const;
    const shown = embedOf({ message, ...rest }).description ?? '';
    expect(shown.length).toBeLessThanOrEqual(4_096);
    expect(shown).toMatch(/… \d+ more on the command line: npx pithead canary history n+\n/);
    expect(shown).toMatch(/\n… \d+ more$/);
    expect(renderAnswer(message, () => 'then').text).toContain('… ');
  });
});
