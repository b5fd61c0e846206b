import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceCommand } from '../../src/cli/invoice.ts';
import type { BookedUse } from '../../src/core/ledger.ts';
import { openSqlite } from '../../src/storage/open.ts';

const PICO = 1_000_000_000_000n;
const CSV = `start_time_iso,amount_value,amount_currency,line_item
2026-10-01T00:00:00+00:00,1.5,usd,"gpt-4o-2024-08-06, output"
2026-10-02T00:00:00+00:00,0.75,usd,"o3, output"
2026-11-01T00:00:00+00:00,9,usd,"gpt-4o-2024-08-06, output"
`;
const OCTOBER = ['--month', '2026-10'] as const;
const TOTAL = ['import', '--provider', 'openai', ...OCTOBER, '--total'] as const;

let dir = '';

function use(id: string, model: string, day: number, dollars: bigint): BookedUse {
  return {
    id,
    workflow: 'digest',
    at: Date.UTC(2026, 9, day, 12),
    provider: 'openai',
    model,
    usage: null,
    buckets: {
      input: { fresh: 100, cacheRead: null, cacheWrite: null },
      output: { visible: 10, reasoning: null },
    },
    costPico: dollars,
    priceStatus: 'listed',
    usageSource: 'provider',
    fullness: 1,
    tier: null,
    latencyMs: null,
    traceId: null,
    trigger: null,
    promptHash: null,
  };
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-invoice-'));
  const store = await openSqlite(join(dir, 'pithead.db'));
  await store.book([use('1', 'gpt-4o', 1, (PICO * 3n) / 2n)], Date.UTC(2026, 9, 1, 13));
  await store.close();
  const config = {
    storage: 'sqlite:pithead.db',
    timezone: 'UTC',
    sources: { shop: { scheme: 'bearer', secrets: ['a-secret-of-the-tests-0123456789'] } },
  };
  writeFileSync(join(dir, 'pithead.yaml'), JSON.stringify(config));
  writeFileSync(join(dir, 'costs.csv'), CSV);
  writeFileSync(join(dir, 'picture.csv'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the command as the command line does; `--flag value` and `--flag`. */
async function invoice(...line: readonly string[]) {
  const args: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < line.length; at++) {
    const word = line[at] ?? '';
    const name = word.replace(/^--/, '');
    if (name === word) args.push(word.endsWith('.csv') ? join(dir, word) : word);
    else if (name === 'json' || name === 'tell') options.set(name, '');
    else options.set(name, line[++at] ?? '');
  }
  let out = '';
  const call = {
    args,
    option: (key: string) => options.get(key) ?? null,
    flag: (key: string) => options.has(key),
    json: options.has('json'),
    configPath: join(dir, 'pithead.yaml'),
    out: (text: string) => void (out += `${text}\n`),
    err: () => {},
  };
  const code = await invoiceCommand.run(call);
  return { code, out };
}

describe('invoice import', () => {
  it('of a file says what fits and why not, with a row for each model', async () => {
    expect(await invoice('import', 'costs.csv', ...OCTOBER)).toEqual({
      code: 0,
      out: `OpenAI billed $2.25 for October 2026; the ledger has $1.50: $0.75 more, all explained
$0.75 untracked use: the ledger has no call of o3 on 1 day when it was billed. Report these calls under a workflow, or revoke the key.

MODEL   BILLED  LEDGER  NOT EXPLAINED  CALLS
o3      $0.75   $0.00   $0.00          0
gpt-4o  $1.50   $1.50   $0.00          1
`,
    });
  });

  it('takes all of the file where no time is asked for', async () => {
    expect((await invoice('import', 'costs.csv')).out).toMatch(
      /^OpenAI billed \$11\.25 for 1 October to 1 November 2026/,
    );
  });

  it.each([
    ['1.50', 0, 'fits'],
    ['$1.51', 0, 'fits'],
    ['2', 1, 'unexplained'],
  ])('of a total of %s ends with %d: %s', async (total, code, verdict) => {
    const ran = await invoice(...TOTAL, total, '--json');
    expect(ran.code).toBe(code);
    expect(JSON.parse(ran.out)).toMatchObject({ provider: 'openai', verdict, bookedUsd: '1.50' });
  });

  it.each([
    [['import'], 2, /either a file or --total/],
    [['import', 'costs.csv', '--total', '1'], 2, /either a file or --total/],
    [['import', '--total', '1', ...OCTOBER], 2, /--provider/],
    [['import', '--total', '1', '--provider', 'openai'], 2, /--month 2026-10/],
    [['import', '--total', '1', '--provider', 'openai', '--since', '2026-10-01'], 2, /--until/],
    [[...TOTAL, 'much'], 2, /--total takes dollars/],
    [[...TOTAL, '-1'], 2, /--total takes dollars/],
    [[...TOTAL, '1', '--zone', 'Mars/Base'], 2, /--zone takes/],
    [['import', 'costs.csv', '--zone', 'UTC'], 2, /--zone goes with --total/],
    [['import', 'none.csv'], 2, /can't be read/],
    [['import', 'picture.csv'], 1, /UTF-8/],
    [['paint'], 2, /import or fetch/],
    [['fetch'], 1, /ledger\.providers\.openai\.adminKey/],
    [['fetch', 'anthropic'], 1, /ledger\.providers\.anthropic\.adminKey/],
    [[...TOTAL, '1.5', '--tell'], 1, /does not run/],
  ])('%j ends with %d', async (line, exitCode, message) => {
    await expect(invoice(...line)).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message),
    });
  });
});
