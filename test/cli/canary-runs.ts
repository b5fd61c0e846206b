import { createHash } from 'node:crypto';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { runOf, SETUP } from '../probes/runs.ts';

export const NOW = Date.now();
export const PROMPT = 'Say pong as JSON.';
export const HASH = createHash('sha256').update(PROMPT).digest('hex');
export const FINE = '{"reply":"pong"}';
const setup = { ...SETUP, prompt: HASH };
const passed = { type: 'is-json', pass: true, reason: 'is JSON' };
export const failed = { type: 'is-json', pass: false, reason: 'is no JSON: it begins with a code fence' };

/** The oldest first: the model moved in between. */
export const PONG = [
  runOf({ at: NOW - 150 * MINUTE_MS, setup, assertions: [passed], output: FINE, model: 'pong-1' }),
  runOf({
    at: NOW - 90 * MINUTE_MS,
    setup,
    assertions: [passed],
    output: FINE,
    model: 'pong-2',
    latencyMs: 1_200,
    ttftMs: 200,
    costPico: 0n,
  }),
] as const;
export const WRONG = runOf({
  probe: 'wrong',
  at: NOW - HOUR_MS,
  setup,
  verdict: 'fail',
  assertions: [failed],
  output: `\`\`\`json\n${FINE}\n\`\`\``,
});
export const REFUSED = runOf({
  probe: 'refused',
  at: NOW - HOUR_MS,
  setup,
  verdict: 'unmeasured',
  reason: 'unauthorized',
  detail: '401: Incorrect API key',
  latencyMs: null,
  model: null,
});
const HOSTILE = '\u001b[2J\u202e{"a":1}\nnext';
export const EVIL = runOf({
  probe: 'evil',
  at: NOW - HOUR_MS,
  setup,
  output: HOSTILE,
  model: '\u009b31m',
  assertions: [{ ...passed, reason: HOSTILE }],
});
