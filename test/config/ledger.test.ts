import { inspect } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { loadGood, problemsOf } from './load.ts';

const FULL = `
timezone: Europe/Berlin
channels: { ops: { type: console } }
providers:
  openai: { api: openai, apiKey: "\${OPENAI_API_KEY}" }
workflows:
  digest: { key: "\${DIGEST_KEY}", schedule: "0 7 * * *", budget: { day: $1.00, month: $20.00 } }
  triage: { key: "\${NEW}", keys: ["\${OLD}", "\${NEW}"], budget: { week: 200k tokens } }
  free-for-all: { keys: [spoken-aloud] }
ledger:
  budget: { month: 60 }
  startHour: 5
  weekStart: sunday
  warnAt: [100%, 50%, 80%, 50%]
  lease: 90s
  timezone: America/New_York
  digest: { daily: "0 8 * * *", weekly: "0 8 * * mon", to: [ops] }
  invoices: { weekly: "0 9 * * mon" }
  providers:
    aws.bedrock: { free: false }
    openai:
      budget: { month: 50.5 }
      pricedAs: azure
      free: true
      prices:
        gpt-4o: { input: $2.00, cacheRead: $1.00, cacheWrite: 2.5, output: $8.00, reasoning: $0 }
        token: { input: 0.000001 }
        my-deployment: { as: gpt-4o }
        "llama3.2:3b": { free: true }
      tiers: { Batch: 50%, on-demand-flex: 112.55%, free_tier: 0% }
      adminKey: "\${OPENAI_ADMIN_KEY}"
`;
const ENV = {
  OPENAI_API_KEY: 'openai-api-key',
  OPENAI_ADMIN_KEY: 'openai-admin-key',
  DIGEST_KEY: 'digest-key',
  NEW: 'triage-key-new',
  OLD: 'triage-key-old',
};
const DOLLAR = 1_000_000_000_000n;

describe('workflows', () => {
  it('have keys, a schedule and limits', () => {
    const { workflows } = loadGood(FULL, ENV).config;
    expect(
      workflows.map(({ keys, ...rest }) => ({ ...rest, keys: keys.map((key) => key.reveal()) })),
    ).toEqual([
      {
        name: 'digest',
        keys: ['digest-key'],
        schedule: '0 7 * * *',
        budget: [
          { period: 'day', limit: { unit: 'usd', pico: DOLLAR } },
          { period: 'month', limit: { unit: 'usd', pico: 20n * DOLLAR } },
        ],
      },
      {
        name: 'triage',
        keys: ['triage-key-new', 'triage-key-old'],
        schedule: null,
        budget: [{ period: 'week', limit: { unit: 'tokens', tokens: 200_000 } }],
      },
      { name: 'free-for-all', keys: ['spoken-aloud'], schedule: null, budget: [] },
    ]);
  });

  it('have secrets that are known to the redactor, also where they are written out', () => {
    const { config } = loadGood(FULL, ENV);
    const known = config.secrets.map((secret) => secret.reveal());
    expect(known.toSorted()).toEqual([...Object.values(ENV), 'spoken-aloud'].toSorted());
    const adminKeys = [...config.ledger.providers.values()].map(({ adminKey }) => adminKey);
    const shown = inspect([config.workflows, adminKeys], { depth: null });
    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/digest-key|triage-key|spoken-aloud|admin-key/);
  });
});

describe('the ledger', () => {
  it('left out has its defaults and no budget', () => {
    for (const yaml of ['timezone: Asia/Tokyo', 'timezone: Asia/Tokyo\nledger:\nworkflows:\n']) {
      const { config } = loadGood(yaml);
      expect(config.workflows).toEqual([]);
      expect(config.ledger).toEqual({
        anchor: { zone: 'Asia/Tokyo', startHour: 0, weekStart: 1 },
        warnAt: [0.8, 1],
        leaseMs: 600_000,
        budgets: [],
        digest: { daily: null, weekly: null, to: null },
        invoices: { cron: '0 9 * * 1' },
        providers: new Map(),
      });
    }
  });

  it('has windows, shares, schedules, and every budget there is', () => {
    const { ledger } = loadGood(FULL, ENV).config;
    expect(ledger).toMatchObject({
      anchor: { zone: 'America/New_York', startHour: 5, weekStart: 7 },
      warnAt: [0.5, 0.8, 1],
      leaseMs: 90_000,
      digest: { daily: '0 8 * * *', weekly: '0 8 * * mon', to: ['ops'] },
      invoices: { cron: '0 9 * * mon' },
    });
    expect(ledger.budgets).toEqual([
      { scope: { kind: 'overall' }, period: 'month', limit: { unit: 'usd', pico: 60n * DOLLAR } },
      {
        scope: { kind: 'provider', name: 'openai' },
        period: 'month',
        limit: { unit: 'usd', pico: (101n * DOLLAR) / 2n },
      },
      { scope: { kind: 'workflow', name: 'digest' }, period: 'day', limit: { unit: 'usd', pico: DOLLAR } },
      {
        scope: { kind: 'workflow', name: 'digest' },
        period: 'month',
        limit: { unit: 'usd', pico: 20n * DOLLAR },
      },
      {
        scope: { kind: 'workflow', name: 'triage' },
        period: 'week',
        limit: { unit: 'tokens', tokens: 200_000 },
      },
    ]);
  });

  it('knows what a provider costs, in whole numbers', () => {
    const { providers } = loadGood(FULL, ENV).config.ledger;
    const openai = providers.get('openai');
    expect(openai).toMatchObject({ name: 'openai', free: true, pricedAs: 'azure' });
    expect(openai?.adminKey?.reveal()).toBe('openai-admin-key');
    expect(Object.fromEntries(openai?.prices ?? [])).toEqual({
      'gpt-4o': {
        kind: 'rates',
        rates: {
          input: 2n * DOLLAR,
          cacheRead: DOLLAR,
          cacheWrite: (5n * DOLLAR) / 2n,
          output: 8n * DOLLAR,
          reasoning: 0n,
        },
      },
      token: {
        kind: 'rates',
        rates: { input: 1_000_000n, cacheRead: null, cacheWrite: null, output: null, reasoning: null },
      },
      'my-deployment': { kind: 'as', model: 'gpt-4o' },
      'llama3.2:3b': { kind: 'free' },
    });
    expect(Object.fromEntries(openai?.tiers ?? [])).toEqual({
      batch: { numerator: 5_000n, denominator: 10_000n },
      flex: { numerator: 11_255n, denominator: 10_000n },
      free_tier: { numerator: 0n, denominator: 10_000n },
    });
    expect(providers.get('aws.bedrock')).toEqual({
      name: 'aws.bedrock',
      free: false,
      pricedAs: null,
      prices: new Map(),
      tiers: new Map(),
      adminKey: null,
    });
  });
});

describe('what is wrong is said with what to write instead', () => {
  const key = 'key: abcdefgh';
  test.each<[string, RegExp]>([
    ['workflows: { a: { } }', /^1 workflows\.a\.key: the secret is missing; write "\$\{NAME\}"/],
    ['workflows: { a: { keys: [] } }', /^1 workflows\.a\.keys: the secret is missing/],
    ['workflows: { a: { key: "" } }', /^1 workflows\.a\.key: the secret is empty/],
    ['workflows: { a: { key: } }', /^1 workflows\.a\.key: the secret is missing/],
    ['workflows: { a: { keys: [abcdefgh, " "] } }', /^1 workflows\.a\.keys\[1\]: the secret is empty/],
    ['workflows: { a: { key: "${NOT_SET}" } }', /^1 workflows\.a\.key: the secret \$\{NOT_SET\} is not set/],
    ['workflows: { a: { key: "two words" } }', /^1 workflows\.a\.key: the secret must be one word of ASCII/],
    [
      `workflows: { a: { ${key} }, b: { keys: [other, abcdefgh] } }`,
      /^1 workflows\.b\.keys\[1\]: this is also the secret of the workflow "a": each must have a key of its own$/,
    ],
    [`workflows: { A: { ${key} } }`, /^1 workflows\.A: a name has 1 to 63 lower-case letters/],
    [`workflows: { overall: { ${key} } }`, /^1 workflows\.overall: "overall" is a word of the commands/],
    [`workflows: { 7d: { ${key} } }`, /^1 workflows\.7d: "7d" is a duration, which `\/spend` takes/],
    [`workflows: { a: { ${key}, shedule: x } }`, /unknown key "shedule": did you mean "schedule"\?$/],
    [
      `workflows: { a: { ${key}, schedule: daily } }`,
      /^1 workflows\.a\.schedule: is no cron expression of five fields like `0 8 \* \* \*`$/,
    ],
    [
      `workflows: { a: { ${key}, budget: $5 } }`,
      /^1 workflows\.a\.budget: must be a mapping like \{ day: \$1\.00, month: \$20\.00 \}$/,
    ],
    [`workflows: { a: { ${key}, budget: {} } }`, /^1 workflows\.a\.budget: must be a mapping like/],
    [
      `workflows: { a: { ${key}, budget: { day: lots } } }`,
      /^1 workflows\.a\.budget\.day: must be dollars like \$2 or \$0\.50, or tokens like 200k tokens$/,
    ],
    [`workflows: { a: { ${key}, budget: { day: 0 } } }`, /^1 workflows\.a\.budget\.day: must be dollars/],
    [`workflows: { a: { ${key}, budget: { day: -1 } } }`, /^1 workflows\.a\.budget\.day: must be dollars/],
    [
      'ledger: { budget: { year: 1 } }',
      /^1 ledger\.budget\.year: unknown key "year"; known: day, week, month$/,
    ],
    ['ledger: { bugdet: {} }', /^1 ledger\.bugdet: unknown key "bugdet": did you mean "budget"\?$/],
    ['ledger: { startHour: 24 }', /^1 ledger\.startHour: must be an hour, 0 to 23$/],
    ['ledger: { weekStart: mon }', /^1 ledger\.weekStart: unknown value "mon": did you mean "monday"\?$/],
    ['ledger: { warnAt: [0.8] }', /^1 ledger\.warnAt\[0\]: must be a percentage of a budget like 80%/],
    ['ledger: { warnAt: [0%] }', /^1 ledger\.warnAt\[0\]: must be a percentage/],
    ['ledger: { warnAt: [101%] }', /^1 ledger\.warnAt\[0\]: must be a percentage/],
    ['ledger: { lease: 9s }', /^1 ledger\.lease: must be a duration from 10s to 24h, like 10m$/],
    ['ledger: { lease: 2d }', /^1 ledger\.lease: must be a duration/],
    ['ledger: { timezone: Mars/Base }', /^1 ledger\.timezone: is no time zone/],
    ['ledger: { digest: { daily: "8:00" } }', /^1 ledger\.digest\.daily: is no cron expression/],
    ['ledger: { digest: { weekly: "0 0 8 * * 1" } }', /^1 ledger\.digest\.weekly: is no cron expression/],
    ['ledger: { invoices: { weekly: mondays } }', /^1 ledger\.invoices\.weekly: is no cron expression/],
    [
      'ledger: { digest: { to: [consle] } }',
      /^1 ledger\.digest\.to\[0\]: unknown channel "consle": did you mean "console"\?$/,
    ],
    ['ledger: { digest: { to: [] } }', /^1 ledger\.digest\.to: must name at least one channel$/],
    ['ledger: { providers: { "OpenAI!": {} } }', /^1 ledger\.providers\.OpenAI!: a provider has 1 to 63/],
    [
      'ledger: { providers: { a: { pricedAs: opneai } } }',
      /^1 ledger\.providers\.a\.pricedAs: unknown value "opneai": did you mean "openai"\?$/,
    ],
    [
      'ledger: { providers: { a: { adminKey: "${NOT_SET}" } } }',
      /^1 ledger\.providers\.a\.adminKey: the secret \$\{NOT_SET\} is not set/,
    ],
    [
      'ledger: { providers: { a: { adminKey: "" } } }',
      /^1 ledger\.providers\.a\.adminKey: the secret is empty/,
    ],
    [
      'ledger: { providers: { a: { prices: { m: { input: cheap } } } } }',
      /prices\.m\.input: must be dollars for a million tokens, like \$2\.50$/,
    ],
    ['ledger: { providers: { a: { prices: { m: { input: -1 } } } } }', /prices\.m\.input: must be dollars/],
    ['ledger: { providers: { a: { prices: { m: { output: 1 } } } } }', /prices\.m: needs `input`, dollars/],
    [
      'ledger: { providers: { a: { prices: { m: 1 } } } }',
      /prices\.m: must be a mapping like \{ input: \$2\.00/,
    ],
    ['ledger: { providers: { a: { prices: { m: {} } } } }', /prices\.m: must be a mapping like/],
    [
      'ledger: { providers: { a: { prices: { m: { as: x, free: true } } } } }',
      /prices\.m: must be a mapping/,
    ],
    [
      'ledger: { providers: { a: { tiers: { batch: 0.5 } } } }',
      /tiers\.batch: must be a percentage of the price/,
    ],
    [
      'ledger: { providers: { a: { tiers: { batch: 2000% } } } }',
      /tiers\.batch: must be a percentage of the/,
    ],
    ['ledger: { providers: { a: { tiers: { standard: 90% } } } }', /tiers\.standard: is no tier of its own/],
    ['ledger: { providers: { a: { tiers: { "a b": 90% } } } }', /tiers\.a b: a tier is one word/],
  ])('%s', (yaml, expected) => {
    const problems = problemsOf(yaml);
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems.join()).not.toMatch(/abcdefgh|two words/);
  });
});
