import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import type { Got } from '../support/http-chat.ts';
import { CASES, type CanaryCase } from './canary-cases.ts';
import { promptFile, startScene, type History, type Scene } from './canary-scene.ts';

/** All of them run every quarter of an hour, and have confirmed within so long what they saw. */
const SLOT_MS = 15 * MINUTE_MS;
const BUSY_MS = 11 * MINUTE_MS;

interface Case extends CanaryCase {
  readonly name: string;
  readonly api: 'openai' | 'anthropic';
}
const ALL: readonly Case[] = (['openai', 'anthropic'] as const).flatMap((api) =>
  CASES.filter((each) => (each.api ?? api) === api).map((each) => ({
    ...each,
    api,
    name: `${each.what}-${api}`,
  })),
);

/** How a canary stands after a slot. */
interface Seen {
  readonly asked: number;
  readonly card: Got | null;
}
/** By name, slot by slot: in the first all is well, in the fifth it is well again. */
const slots: ReadonlyMap<string, Seen>[] = [];
const histories = new Map<string, History>();

let scene: Scene;
beforeAll(async () => {
  const files = Object.fromEntries(ALL.map((each) => [each.name, fileOf(each)]));
  scene = await startScene(files, (models) => ({
    providers: Object.fromEntries(
      ALL.map(({ name, api }) => [name, { api, baseUrl: models[api], apiKey: 'sk-test-0123', free: true }]),
    ),
  }));
  await passSlot();
  for (const { name, reply } of ALL) scene.reply(name, () => reply(scene.clock));
  for (let slot = 2; slot <= 4; slot++) await passSlot();
  for (const { name } of ALL) scene.reply(name, null);
  await passSlot();
  for (const { name } of ALL) histories.set(name, await scene.history(name));
});
afterAll(() => scene.close());

function fileOf({ name, api, minute = 0 }: Case): string {
  return promptFile(name, [
    // Nothing else runs where the clock is moved meanwhile.
    `schedule: "${minute + (minute > 0 && api === 'anthropic' ? 2 : 0)}-59/15 * * * *"`,
    'timeout: 20s',
    'severity: critical',
    'assert:',
    '  - { type: is-json }',
    '  - { type: latency, threshold: 4000 }',
    '  - { type: finish-reason, value: stop }',
    `  - { type: x-model-id, value: ${name} }`,
  ]);
}

/** From a minute before a quarter of an hour to a minute before the next. */
async function passSlot(): Promise<void> {
  await scene.pass(BUSY_MS);
  // Nothing begins in the rest of it, so that it may pass at once.
  scene.clock.advance(SLOT_MS - BUSY_MS);
  await scene.program.app.settled();
  slots.push(new Map(ALL.map(({ name }) => [name, { asked: scene.asked(name), card: scene.card(name) }])));
}

function seen(name: string, slot: number): Seen {
  return slots[slot - 1]?.get(name) ?? { asked: 0, card: null };
}

/** How many calls each of the five slots cost. */
function callsOf(name: string): readonly number[] {
  return slots.map((_, index) => seen(name, index + 1).asked - seen(name, index).asked);
}

/** Verdicts with their reasons, the oldest first, each with how often it came in a row. */
function verdictsOf(name: string): readonly string[] {
  const counted: { said: string; count: number }[] = [];
  for (const { verdict, reason } of histories.get(name)?.runs.toReversed() ?? []) {
    const said = reason === null ? verdict : `${verdict}: ${reason}`;
    const last = counted.at(-1);
    if (last?.said === said) last.count += 1;
    else counted.push({ said, count: 1 });
  }
  return counted.map(({ said, count }) => `${count} ${said}`);
}

describe.each(ALL)('a model whose reply is $name', (each) => {
  const { name, reason, passes } = each;
  const [firstTold, silent] = passes === true ? [4, [1, 2, 3]] : [2, [1]];

  it(`is told in slot ${firstTold}, and not before`, () => {
    for (const slot of silent) expect(seen(name, slot).card).toBeNull();
    const about = reason === undefined ? ` (${name})` : '';
    expect(seen(name, firstTold).card).toMatchObject({
      title: `${name} ${each.title}${about}`,
      severity: 'critical',
      status: 'firing',
      body: expect.stringMatching(new RegExp(`^${RegExp.escape(each.evidence)}`)),
    });
    // Of what could not be asked, it also says who.
    const cause = `Likely cause: ${each.cause.replace('NAME', name)}`;
    const facts = seen(name, firstTold).card?.facts ?? [];
    expect(facts.find((fact) => fact.startsWith('Likely cause'))?.slice(0, cause.length)).toBe(cause);
  });

  it('ends when the reply is as it should be again', () => {
    expect(seen(name, 4).card?.status).toBe('firing');
    const { title, status } = seen(name, 5).card ?? {};
    expect([title, status]).toEqual([expect.stringMatching(/ again( \(.*\))?$/), 'resolved']);
  });

  it('costs the calls that its confirmation needs, with the right verdict each', () => {
    if (reason === undefined) {
      expect(callsOf(name)).toEqual([1, 3, 1, 1, 4]);
      expect(verdictsOf(name)).toEqual(['1 pass', '5 fail', '4 pass']);
      return;
    }
    expect(callsOf(name)).toEqual(passes === true ? [1, 1, 1, 1, 1] : [1, 3, 1, 1, 1]);
    expect(verdictsOf(name)).toEqual([
      '1 pass',
      `${passes === true ? 3 : 5} unmeasured: ${reason}`,
      '1 pass',
    ]);
  });
});
