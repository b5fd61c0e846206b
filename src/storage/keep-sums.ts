import { CompiledQuery, sql } from 'kysely';
import type { SpendSums } from '../core/ledger.ts';
import { textOfKey, type SumKey } from './sum-keys.ts';
import { SUM_SPANS, type SumSpan } from './sum-spans.ts';
import type { Writer } from './tables.ts';

/** Sums that are to change, by their key, gathered so that a commit writes each of them once. */
export interface SumChanges {
  add(key: SumKey, sums: SpendSums, sign: 1 | -1): void;
  write(writer: Writer): Promise<void>;
}

/** Money is kept in millionths of a dollar and the rest. */
export const PICO_A_MICRO = 1_000_000n;

const KEYS = ['slot', 'workflow', 'provider', 'model', 'prompt', 'trigger'] as const;
/** Each column, and what of a call's sums it holds. */
const COLUMNS: readonly (readonly [column: string, of: (sums: SpendSums) => bigint])[] = [
  ['calls', ({ calls }) => BigInt(calls)],
  ['input_tokens', ({ inputTokens }) => BigInt(inputTokens)],
  ['cached_tokens', ({ cachedTokens }) => BigInt(cachedTokens)],
  ['output_tokens', ({ outputTokens }) => BigInt(outputTokens)],
  ['paid_tokens', ({ paidTokens }) => BigInt(paidTokens)],
  ['cost_micro', ({ costPico }) => costPico / PICO_A_MICRO],
  ['cost_rest', ({ costPico }) => costPico % PICO_A_MICRO],
  ['adjusted_micro', ({ adjustedPico }) => adjustedPico / PICO_A_MICRO],
  ['adjusted_rest', ({ adjustedPico }) => adjustedPico % PICO_A_MICRO],
  ['floor_micro', ({ floorPico }) => floorPico / PICO_A_MICRO],
  ['floor_rest', ({ floorPico }) => floorPico % PICO_A_MICRO],
  ['unpriced', ({ unpriced }) => BigInt(unpriced)],
  ['estimated', ({ estimated }) => BigInt(estimated)],
  ['missing', ({ missing }) => BigInt(missing)],
];

type Changes = Map<string, { readonly key: SumKey; readonly values: readonly bigint[] }>;

export function createSumChanges(): SumChanges {
  const changes: Changes = new Map();
  return {
    add(key, sums, sign) {
      const values = COLUMNS.map(([, of]) => of(sums) * BigInt(sign));
      addTo(changes, key, values);
    },
    async write(writer) {
      for (const { key, values } of changes.values())
        await upsertSums(writer, [...KEYS.map((name) => key[name]), ...values]);
      for (const span of SUM_SPANS) {
        const inSpan: Changes = new Map();
        for (const { key, values } of changes.values()) addTo(inSpan, keyIn(span, key), values);
        for (const { key, values } of inSpan.values())
          await upsertSpans(writer, [span.kind, ...KEYS.map((name) => key[name]), ...values]);
      }
    },
  };
}

function addTo(changes: Changes, key: SumKey, values: readonly bigint[]): void {
  const text = textOfKey(key);
  const before = changes.get(text)?.values;
  changes.set(text, {
    key,
    values: before === undefined ? values : values.map((value, i) => value + (before[i] ?? 0n)),
  });
}

/** The key of the longer span, with the names that it is kept by. */
function keyIn({ everyMs, keys }: SumSpan, key: SumKey): SumKey {
  const kept = { workflow: '', provider: '', model: '', prompt: '', trigger: '' };
  for (const name of keys) kept[name] = key[name];
  return { slot: Math.floor(key.slot / everyMs) * everyMs, ...kept };
}

/** The text is made once: Kysely would make it at every call. */
function createUpsert(
  table: 'usage_sums' | 'usage_spans',
  keys: readonly string[],
): (writer: Writer, parameters: (string | number | bigint)[]) => Promise<unknown> {
  const columns = COLUMNS.map(([column]) => column);
  const names = [...keys, ...columns];
  let text: string | null = null;

  function textFor(writer: Writer): string {
    const added = columns.map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    );
    return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(names.map(() => null))})
      on conflict (${sql.join(keys.map((name) => sql.ref(name)))}) do update set ${sql.join(added)}`.compile(
      writer,
    ).sql;
  }

  return (writer, parameters) => {
    text ??= textFor(writer);
    return writer.executeQuery(CompiledQuery.raw(text, parameters));
  };
}

const upsertSums = createUpsert('usage_sums', KEYS);
const upsertSpans = createUpsert('usage_spans', ['kind', ...KEYS]);
