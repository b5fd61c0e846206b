import type { CanaryHistoryView, CanaryRunView, CanaryView } from '../../../src/core/probe-views.ts';
import { before, TRACE } from './calls.ts';

/** A canary that passed 12 minutes ago. */
export function canaryOf(changes: Partial<CanaryView> = {}): CanaryView {
  return {
    name: 'pong',
    type: 'canary',
    provider: 'ollama',
    model: 'llama3.2:3b',
    promptHash: 'ab'.repeat(32),
    schedule: '0 * * * *',
    lastVerdict: 'pass',
    lastAt: before(720),
    lastLatencyMs: 1_234,
    nextAt: before(-2_880),
    ...changes,
  };
}

/** A run of it that passed. */
export function runOf(changes: Partial<CanaryRunView> = {}): CanaryRunView {
  return {
    name: 'pong',
    at: before(720),
    trigger: 'hand',
    missed: 0,
    traceId: TRACE,
    verdict: 'pass',
    reason: null,
    detail: '',
    latencyMs: 1_234,
    ttftMs: 310,
    model: 'llama3.2:3b',
    fingerprint: null,
    promptHash: 'ab'.repeat(32),
    costUsd: null,
    assertions: [
      { type: 'is-json', pass: true, reason: 'it is JSON' },
      { type: 'latency', pass: true, reason: '1.2 s of at most 4 s' },
    ],
    output: '{"reply":"pong"}',
    ...changes,
  };
}

/** A week of it, in which nothing happened but one run. */
export function historyOf(changes: Partial<CanaryHistoryView> = {}): CanaryHistoryView {
  return { canary: canaryOf(), since: before(14 * 86_400), runs: [runOf()], changes: [], ...changes };
}
