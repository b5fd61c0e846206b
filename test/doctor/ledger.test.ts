import { expect, it } from 'vitest';
import type { SpendCell } from '../../src/core/ledger.ts';
import { NO_SUMS } from '../../src/core/spend-sums.ts';
import { ledgerCheck } from '../../src/doctor/checks/ledger.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configOf, databaseOf, depsOf, trailOf } from './patients.ts';

function cell(changes: Partial<SpendCell>): SpendCell {
  const key = { workflow: 'digest', provider: 'openai', model: 'gpt-4o' };
  return { ...NO_SUMS, at: null, prompt: null, trigger: null, ...key, calls: 3, ...changes };
}

function look(cells: readonly SpendCell[], names = ['digest']) {
  const workflows = names.map((name) => ({ name }));
  const trail = trailOf({ spend: () => Promise.resolve(cells) });
  return ledgerCheck.run(
    depsOf({
      clock: createFakeClock(),
      configuration: { ok: true, file: null, config: configOf({ workflows }) },
      database: databaseOf({ trail: () => Promise.resolve(trail) }),
    }),
  );
}

it.each<[what: string, cells: readonly SpendCell[], state: string, detail: string]>([
  ['has reported nothing', [cell({ workflow: 'other' })], 'unknown', 'it has reported no call in 7 days'],
  [
    'reports',
    [cell({ costPico: 1_500_000_000_000n }), cell({ model: 'gpt-5', calls: 1 })],
    'ok',
    '4 calls in 7 days, $1.50',
  ],
  [
    'calls what nobody has a price of',
    [cell({ model: 'new\none', unpriced: 3 }), cell({})],
    'problem',
    'what 3 calls of 6 calls in 7 days cost is not known: new one at openai',
  ],
])('a workflow that %s', async (_what, cells, state, detail) => {
  expect(await look(cells)).toMatchObject([{ about: 'workflow digest', state, detail }]);
});

it('where no workflow is configured, there is nothing to look at', async () => {
  expect(await look([cell({})], [])).toEqual([]);
});
