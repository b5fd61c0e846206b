import type { Selectable } from 'kysely';
import { z } from 'zod';
import { keptTraceId } from '../core/ids.ts';
import {
  CHANGE_KINDS,
  RUN_TRIGGERS,
  UNMEASURED_REASONS,
  VERDICTS,
  type ProbeChange,
  type ProbeProgress,
  type ProbeRun,
  type TimedRun,
} from '../core/probe.ts';
import { jsonColumn, parseRow, StoredAssertions, StoredJson, StoredSetup } from './stored-json.ts';
import type { ProbeChangesTable, ProbeProgressTable, ProbeRunsTable } from './tables.ts';

const Integer = z.bigint().transform(Number);
const NullableInteger = Integer.nullable();
const NullableText = z.string().nullable();

const RunRow = z.object({
  probe: z.string(),
  at: Integer,
  prompt: NullableText,
  trigger: z.enum(RUN_TRIGGERS),
  trace_id: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.enum(UNMEASURED_REASONS).nullable(),
  detail: z.string(),
  missed: Integer,
  latency_ms: NullableInteger,
  ttft_ms: NullableInteger,
  cost_pico: z.bigint().nullable(),
  model: NullableText,
  fingerprint: NullableText,
  assertions: jsonColumn(StoredAssertions),
  setup: jsonColumn(StoredSetup),
  usage: jsonColumn(StoredJson).nullable(),
  output: z.string(),
});

const TimedRow = RunRow.pick({ at: true, verdict: true, latency_ms: true });
const Setup = jsonColumn(StoredSetup);

const ChangeRow = z.object({
  probe: z.string(),
  at: Integer,
  kind: z.enum(CHANGE_KINDS),
  before: NullableText,
  after: NullableText,
});

const ProgressRow = z.object({
  probe: z.string(),
  slot: NullableInteger,
  owed: Integer,
  owed_for: z.enum(['confirm', 'again']),
  hold_until: NullableInteger,
});

/** Latencies are kept to the millisecond. */
export function runRow(run: ProbeRun) {
  const { prompt, ...setup } = run.setup;
  return {
    probe: run.probe,
    at: run.at,
    prompt,
    trigger: run.trigger,
    trace_id: run.traceId,
    verdict: run.verdict,
    reason: run.reason,
    detail: run.detail,
    missed: run.missed,
    latency_ms: wholeOrNull(run.latencyMs),
    ttft_ms: wholeOrNull(run.ttftMs),
    cost_pico: run.costPico,
    model: run.model,
    fingerprint: run.fingerprint,
    assertions: JSON.stringify(run.assertions),
    setup: JSON.stringify(setup),
    usage: run.usage === null ? null : JSON.stringify(run.usage),
    output: run.output,
  };
}

/** Throws where the row is damaged, and says which. */
export function runOf(row: Selectable<ProbeRunsTable>): ProbeRun {
  const kept = parseRow(RunRow, row, `run of ${row.probe} at ${row.at}`);
  return {
    probe: kept.probe,
    at: kept.at,
    trigger: kept.trigger,
    traceId: keptTraceId(kept.trace_id),
    verdict: kept.verdict,
    reason: kept.reason,
    detail: kept.detail,
    missed: kept.missed,
    latencyMs: kept.latency_ms,
    ttftMs: kept.ttft_ms,
    costPico: kept.cost_pico,
    model: kept.model,
    fingerprint: kept.fingerprint,
    assertions: kept.assertions,
    setup: { prompt: kept.prompt, ...kept.setup },
    usage: kept.usage,
    output: kept.output,
  };
}

type TimedColumns = 'probe' | 'at' | 'verdict' | 'latency_ms' | 'prompt' | 'setup';

/** Throws where a row is damaged. Most have the same setup, which is read once. */
export function timedRunsOf(
  rows: readonly Pick<Selectable<ProbeRunsTable>, TimedColumns>[],
): readonly TimedRun[] {
  const setups = new Map<string, z.infer<typeof Setup>>();
  return rows.map((row) => {
    const setup = setups.get(row.setup) ?? Setup.parse(row.setup);
    setups.set(row.setup, setup);
    const {
      at,
      verdict,
      latency_ms: latencyMs,
    } = parseRow(TimedRow, row, `run of ${row.probe} at ${row.at}`);
    return { at, verdict, latencyMs, setup: { prompt: row.prompt, ...setup } };
  });
}

/** Throws where the row is damaged, and says which. */
export function changeOf(row: Selectable<ProbeChangesTable>): ProbeChange {
  return parseRow(ChangeRow, row, `change of ${row.probe} at ${row.at}`);
}

export function progressRow({ probe, slot, owed, owedFor, holdUntil }: ProbeProgress) {
  return { probe, slot, owed, owed_for: owedFor, hold_until: wholeOrNull(holdUntil) };
}

/** Throws where the row is damaged, and says which. */
export function progressOf(row: Selectable<ProbeProgressTable>): ProbeProgress {
  const kept = parseRow(ProgressRow, row, `progress of ${row.probe}`);
  const { probe, slot, owed, owed_for: owedFor, hold_until: holdUntil } = kept;
  return { probe, slot, owed, owedFor, holdUntil };
}

function wholeOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
