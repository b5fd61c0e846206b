import { CompiledQuery, sql } from 'kysely';
import type { SpendSums } from '../core/ledger.ts';
import { textOfKey, type SumKey } from './sum-keys.ts';
import type { Writer } from './tables.ts';

/** Sums that are to change, by their key, gathered so that a commit writes each of them once. */
export interface SumChanges {
  add(key: SumKey, sums: SpendSums, sign: 1 | -1): void;
  write(writer: Writer): Promise<void>;
}

const KEYS = ['slot', 'workflow', 'provider', 'model', 'prompt', 'trigger'] as const;
/** Each column, and the sum that it holds. */
const COLUMNS = [
  ['calls', 'calls'],
  ['input_tokens', 'inputTokens'],
  ['cached_tokens', 'cachedTokens'],
  ['output_tokens', 'outputTokens'],
  ['paid_tokens', 'paidTokens'],
  ['cost_pico', 'costPico'],
  ['adjusted_pico', 'adjustedPico'],
  ['floor_pico', 'floorPico'],
  ['unpriced', 'unpriced'],
  ['estimated', 'estimated'],
  ['missing', 'missing'],
] as const satisfies readonly (readonly [string, keyof SpendSums])[];

export function createSumChanges(): SumChanges {
  const changes = new Map<string, { readonly key: SumKey; readonly values: readonly bigint[] }>();
  return {
    add(key, sums, sign) {
      const text = textOfKey(key);
      const before = changes.get(text)?.values ?? [];
      const values = COLUMNS.map(([, name], i) => (before[i] ?? 0n) + BigInt(sums[name]) * BigInt(sign));
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
