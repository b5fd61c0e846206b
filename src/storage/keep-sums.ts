import { CompiledQuery, sql } from 'kysely';
import type { SpendSums } from '../core/ledger.ts';
import { textOfKey, type SumKey } from './sum-keys.ts';
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

export function createSumChanges(): SumChanges {
  const changes = new Map<string, { readonly key: SumKey; readonly values: readonly bigint[] }>();
  return {
    add(key, sums, sign) {
      const text = textOfKey(key);
      const before = changes.get(text)?.values ?? [];
      const values = COLUMNS.map(([, of], i) => (before[i] ?? 0n) + of(sums) * BigInt(sign));
      changes.set(text, { key, values });
    },
    async write(writer) {
      for (const { key, values } of changes.values()) {
        await upsert(writer, [...KEYS.map((name) => key[name]), ...values]);
      }
    },
  };
}

/** The text is made once: Kysely would make it at every call. */
function createUpsert(): (writer: Writer, parameters: (string | number | bigint)[]) => Promise<unknown> {
  const columns = COLUMNS.map(([column]) => column);
  const names = [...KEYS, ...columns];
  let text: string | null = null;

  function textFor(writer: Writer): string {
    const added = columns.map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`usage_sums.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    );
    return sql`insert into usage_sums (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(names.map(() => null))})
      on conflict (${sql.join(KEYS.map((name) => sql.ref(name)))}) do update set ${sql.join(added)}`.compile(
      writer,
    ).sql;
  }

  return (writer, parameters) => {
    text ??= textFor(writer);
    return writer.executeQuery(CompiledQuery.raw(text, parameters));
  };
}

const upsert = createUpsert();
