import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorText } from '../core/error-text.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import type { Log } from '../core/ports.ts';
import { FOR_WORKFLOWS, workflowOf, type Callers } from './callers.ts';
import { idOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';
import { readRecords, type ReadRecordsDeps, type ReportedUse } from './usage-record.ts';

/** What a body of OTLP traces tells of model calls. */
export interface ReadTraces {
  (
    body: unknown,
    deps: { readonly now: number; readonly workflow: string },
  ):
    | {
        readonly ok: true;
        readonly uses: readonly ReportedUse[];
        /** OTLP's answer, with what was rejected. */
        readonly answer: object;
      }
    | { readonly ok: false; readonly problem: string };
}

export interface UsageRoutesDeps {
  readonly callers: Callers;
  readonly ledger: LedgerActions;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly estimate: ReadRecordsDeps['estimate'];
  readonly readTraces: ReadTraces;
  readonly log: Log;
}

/** A batch of 512 spans, as exporters send them, has some hundred kilobytes. */
const MOST_TRACE_BYTES = 4 * 2 ** 20;
const NOT_BOOKED = 'could not be written down now: nothing of it is booked, send it again';
const ONLY_JSON =
  'OTLP is taken as JSON: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json (no protobuf, no compression)';

/** Whose call of this id is meant, where the control key asks; without it the newest. */
const ofWorkflow = z.object({ workflow: z.string().nullable().catch(null).default(null) });

/** Workflows report the model calls that they made. */
export function addUsageRoutes(app: FastifyInstance, deps: UsageRoutesDeps): void {
  const { callers, ledger, log } = deps;

  async function record(workflow: string, uses: readonly ReportedUse[]): Promise<object | null> {
    try {
      const recorded = await ledger.record(workflow, uses);
      log.info('usage', { workflow, ...recorded });
      return recorded;
    } catch (error) {
      log.error('usage-not-booked', { workflow, calls: uses.length, error: errorText(error) });
      return null;
    }
  }

  app.post('/v1/usage', FOR_WORKFLOWS, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    const read = readRecords(request.body, { now: deps.now(), estimate: deps.estimate });
    if (!read.ok) return refuse(reply, 400, read.problem);
    const recorded = await record(workflow, read.uses);
    return recorded === null ? refuseForNow(reply, NOT_BOOKED) : reply.code(202).send(recorded);
  });
  app.post('/v1/traces', { ...FOR_WORKFLOWS, bodyLimit: MOST_TRACE_BYTES }, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    const read = deps.readTraces(request.body, { now: deps.now(), workflow });
    if (!read.ok) return refuse(reply, 400, read.problem);
    const recorded = await record(workflow, read.uses);
    return recorded === null ? refuseForNow(reply, NOT_BOOKED) : reply.code(200).send(read.answer);
  });
  app.get('/v1/usage/:id', FOR_WORKFLOWS, async (request, reply) => {
    const caller = callers.of(request);
    const { workflow } = ofWorkflow.parse(request.query);
    const found = await ledger.usage(idOf(request), caller.kind === 'workflow' ? caller.name : workflow);
    return found ?? refuse(reply, 404, 'no call is booked under this id (calls are kept for 100 days)');
  });
}

/** What an exporter of OTLP sends that we can't read, in words that say what to set. */
export function sayUnreadable(url: string): string | null {
  return url.split('?')[0] === '/v1/traces' ? ONLY_JSON : null;
}
