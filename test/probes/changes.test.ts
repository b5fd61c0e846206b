import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import type { ChangeKind, ProbeRun } from '../../src/core/probe.ts';
import { findChanges } from '../../src/probes/find-changes.ts';
import { sayNearestChange } from '../../src/probes/nearest-change.ts';
import { runOf, SETUP } from './runs.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const run = (over: Partial<ProbeRun> = {}, at = NOW) => runOf({ at, ...over });
const earlier = (over: Partial<ProbeRun> = {}, hours = 1) => run(over, NOW - hours * HOUR_MS);

describe('what is not as it was at the run before', () => {
  it.each<[string, ProbeRun, readonly ProbeRun[], readonly string[]]>([
    ['nothing', run(), [earlier()], []],
    ['the first run ever', run(), [], []],
    ['the model’s id', run({ model: 'other' }), [earlier()], ['model']],
    ['the id of a run that was not measured', run({ model: null }), [earlier()], []],
    [
      'the id after a run that was not measured',
      run({ model: 'other' }),
      [earlier({ model: null }), earlier({}, 2)],
      ['model'],
    ],
    [
      'the id where somebody else is asked',
      run({ model: 'gpt', setup: { ...SETUP, provider: 'gpt at openai' } }),
      [earlier()],
      ['provider'],
    ],
    [
      'another provider, the first run of which was not measured',
      run({ model: 'claude', setup: { ...SETUP, provider: 'claude at anthropic' } }),
      [earlier({ model: null, setup: { ...SETUP, provider: 'claude at anthropic' } }), earlier({}, 2)],
      [],
    ],
    [
      'another model of the same provider, with its own fingerprint',
      run({ model: 'b', fingerprint: 'fp2', setup: { ...SETUP, provider: 'b at ollama' } }),
      [earlier({ fingerprint: 'fp1' })],
      ['provider'],
    ],
    [
      'a price that was not known in between',
      run({ setup: { ...SETUP, price: '$2' } }),
      [earlier({ setup: { ...SETUP, price: null } }), earlier({ setup: { ...SETUP, price: '$1' } }, 2)],
      ['price'],
    ],
    ['a fingerprint', run({ fingerprint: 'fp2' }), [earlier({ fingerprint: 'fp1' })], ['fingerprint']],
    [
      'a fingerprint that was seen lately',
      run({ fingerprint: 'fp1' }),
      [earlier({ fingerprint: 'fp2' }), earlier({ fingerprint: 'fp1' }, 2)],
      [],
    ],
    ['the first fingerprint', run({ fingerprint: 'fp1' }), [earlier()], []],
    [
      'prompt and assertions',
      run({ setup: { ...SETUP, prompt: 'b'.repeat(64), assertions: '[{}]' } }),
      [earlier()],
      ['prompt', 'assertions'],
    ],
    ['a price that is known now', run({ setup: { ...SETUP, price: '$1' } }), [earlier()], []],
    [
      'another price',
      run({ setup: { ...SETUP, price: '$2' } }),
      [earlier({ setup: { ...SETUP, price: '$1' } })],
      ['price'],
    ],
  ])('%s', (_, now, before, kinds) => {
    expect(findChanges(now, before).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('says when it was seen first, what it was and what it is', () => {
    expect(findChanges(run({ model: 'b' }), [earlier({ model: 'a' })])).toEqual([
      { probe: 'pong', at: NOW, kind: 'model', before: 'a', after: 'b' },
    ]);
  });
});

const change = (kind: ChangeKind, hours: number) => ({
  probe: 'pong',
  at: NOW - hours * HOUR_MS,
  kind,
  before: 'a',
  after: 'b',
});

describe('the change that lies nearest before an incident', () => {
  it.each([
    ['the model', [change('model', 3)], 'the model moved 3 h before: its id, a → b'],
    ['the run itself', [change('fingerprint', 0)], 'the model moved with it: its fingerprint, a → b'],
    ['you, and the model earlier', [change('prompt', 1), change('model', 5)], 'you moved 1 h before: prompt'],
    [
      'both at once',
      [change('model', 2), change('assertions', 2)],
      'the model moved 2 h before: its id, a → b; you moved 2 h before: assertions',
    ],
    [
      'a setting',
      [{ ...change('settings', 1), before: '{"maxTokens":256}', after: '{"maxTokens":64}' }],
      'you moved 1 h before: settings, maxTokens 256 → 64',
    ],
    ['the price', [change('price', 1)], 'the price moved 1 h before: price, a → b'],
    ['what came later', [change('model', -1)], 'nothing recorded moved in the 7 d before'],
    ['what is long ago', [change('model', 200)], 'nothing recorded moved in the 7 d before'],
    ['nothing', [], 'nothing recorded moved in the 7 d before'],
  ])('%s', (_, changes, said) => {
    expect(sayNearestChange(changes, NOW, NOW - 30 * DAY_MS)).toBe(said);
  });

  it.each([
    [0, 'not known: it is too new to say what moved'],
    [3, 'nothing recorded moved in the 3 min that are recorded'],
    [180, 'nothing recorded moved in the 3 h that are recorded'],
  ])('claims no more than was recorded: %d minutes', (minutes, said) => {
    expect(sayNearestChange([], NOW, NOW - minutes * 60_000)).toBe(said);
  });

  it('shows what a stranger named in one short line', () => {
    const said = sayNearestChange([{ ...change('model', 1), after: `x\n${'y'.repeat(500)}` }], NOW, 0);
    expect(said).not.toContain('\n');
    expect(said.length).toBeLessThan(150);
  });
});
