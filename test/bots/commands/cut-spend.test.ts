import { expect, it } from 'vitest';
import { asking, NOW } from './calls.ts';
import { reportOf, rowOf } from './ledger-views.ts';

const ADMIN = 'telegram 1';
/** Long enough that a line is cut within the secret, wherever it is cut. */
const LONG = Array.from({ length: 40 }, () => 's3cret-token').join('');
const SHIFTS = Array.from({ length: 12 }, (_, i) => 'x'.repeat(i));

it.each(SHIFTS)(
  'no half of a secret stands where an answer about spend is cut (%j before it)',
  async (shift) => {
    const text = `${shift}${LONG}`;
    const drawn: unknown[] = [];
    const pause = { workflow: 'digest', at: NOW, by: 'ada', reason: text };
    const report = reportOf([rowOf({ key: text, unpricedCalls: 1 })], {
      unpricedModels: [{ provider: text, model: text, calls: 1 }],
    });
    const { ask } = asking({
      spend: () => Promise.resolve(report),
      spendChart(report) {
        drawn.push(report.view, [...report.series.keys()]);
        return Promise.resolve(null);
      },
      pause: () => Promise.resolve({ outcome: 'already-paused', pause }),
    });
    const said = JSON.stringify([await ask(ADMIN, '/spend'), await ask(ADMIN, '/pause digest'), drawn]);
    expect(said).toContain('[redacted]');
    expect(said).not.toContain('s3c');
    // The bars are found under the name that is shown.
    expect((await ask(ADMIN, '/spend'))?.body).toContain('·······▇ ');
  },
);
