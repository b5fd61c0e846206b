import { NOTHING_MEASURED, type ProbeRun, type ProbeSetup } from '../../src/core/probe.ts';
import { keptTraceId } from '../../src/core/ids.ts';

export const SETUP: ProbeSetup = {
  prompt: 'a'.repeat(64),
  assertions: '[]',
  provider: 'llama at ollama',
  settings: '{}',
  price: null,
};

/** A run that passed, but for what is said otherwise. */
export function runOf(run: Partial<ProbeRun> & { readonly at: number }): ProbeRun {
  return {
    ...NOTHING_MEASURED,
    probe: 'pong',
    trigger: 'schedule',
    traceId: keptTraceId('0123456789abcdef0123456789abcdef'),
    verdict: 'pass',
    reason: null,
    detail: '',
    latencyMs: 800,
    model: 'llama3.2:3b',
    assertions: [],
    setup: SETUP,
    missed: 0,
    ...run,
  };
}
