import type { UnmeasuredReason } from '../../src/core/probe.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import {
  answers,
  breaks,
  failsInside,
  fenced,
  hangs,
  refuses,
  truncated,
  type Reply,
} from '../support/models/replies.ts';
import { FINE } from './canary-scene.ts';

/** A reply of a model and what must come of it, in the history and on the card. */
export interface CanaryCase {
  readonly what: string;
  /** May move the clock: then nothing else is in flight. */
  readonly reply: (clock: FakeClock) => Reply;
  /** Over this API alone: it is the only one that does so, or the same piece of ours reads it. Else over both. */
  readonly api?: 'openai' | 'anthropic';
  readonly title: 'is slow' | 'answers wrongly' | `could not be asked: ${string}`;
  /** Begins so. */
  readonly evidence: string;
  readonly cause: string;
  /** Of what could not be asked. */
  readonly reason?: UnmeasuredReason;
  /** Not before three slots: it passes by itself. Else as soon as it is confirmed. */
  readonly passes?: true;
  /** Minute of the hour. */
  readonly minute?: number;
}

const NOTHING_MOVED = 'nothing recorded moved in the 15 min that are recorded';

/** It answered, wrongly or late. */
const FAILING: readonly CanaryCase[] = [
  {
    what: 'slow',
    reply: (clock) =>
      answers(FINE, { beforeFirst: () => clock.advance(1_500), beforeEnd: () => clock.advance(3_500) }),
    title: 'is slow',
    evidence: 'latency: took 5 s, more than 4 s',
    cause: NOTHING_MOVED,
    minute: 4,
  },
  {
    what: 'hangs',
    api: 'openai',
    reply(clock) {
      clock.advance(20_000);
      return hangs();
    },
    title: 'is slow',
    evidence: 'answered: no whole answer within 20 s: there was no answer after 20 s',
    cause: NOTHING_MOVED,
    minute: 8,
  },
  {
    what: 'truncated',
    reply: () => truncated('{"reply":"po'),
    title: 'answers wrongly',
    evidence:
      'is-json: is no JSON: it breaks off: "{\\"reply\\":\\"po"\nfinish-reason: ended by "length", not "stop"\nIt answered: {"reply":"po',
    cause: NOTHING_MOVED,
  },
  {
    what: 'fenced',
    api: 'openai',
    reply: () => fenced(FINE),
    title: 'answers wrongly',
    evidence: `is-json: is no JSON: it begins with a code fence\nIt answered: \`\`\`json\n${FINE}\n\`\`\``,
    cause: NOTHING_MOVED,
  },
  {
    what: 'other-model',
    reply: () => answers(FINE, { model: 'moved-2' }),
    title: 'answers wrongly',
    evidence: 'x-model-id: names the model "moved-2", not "other-model',
    cause: 'the model moved with it: its id, NAME → moved-2',
  },
  {
    what: 'cut',
    reply: () => breaks('cut'),
    title: 'answers wrongly',
    evidence: 'answered: the answer was cut off: the connection broke in the middle of the answer: ',
    cause: NOTHING_MOVED,
  },
  {
    what: 'ended-early',
    api: 'openai',
    reply: () => breaks('ended-early'),
    title: 'answers wrongly',
    evidence:
      'answered: the answer was cut off: the answer ended before its end mark\nIt answered: The answer be',
    cause: NOTHING_MOVED,
  },
  {
    what: 'not-json',
    reply: () => breaks('not-json'),
    title: 'answers wrongly',
    evidence:
      'answered: what came back is no answer of its API: a piece of the answer is no JSON\nIt answered: The answer be',
    cause: NOTHING_MOVED,
  },
  {
    what: 'no-choices',
    reply: () => breaks('no-choices'),
    title: 'answers wrongly',
    evidence: 'answered: the answer is empty',
    cause: NOTHING_MOVED,
  },
];

/** Somebody has to do something before it can be asked again. */
const NEEDS_SOMEBODY: readonly CanaryCase[] = [
  {
    what: 'unauthorized',
    reply: () => refuses(401),
    title: 'could not be asked: it does not take our key',
    evidence: '401: ',
    cause: 'it does not take our key',
    reason: 'unauthorized',
  },
  {
    what: 'unpaid',
    reply: () => refuses(402),
    title: 'could not be asked: there is no money left on the account',
    evidence: '402: ',
    cause: 'there is no money left on the account',
    reason: 'billing',
  },
  {
    what: 'no-quota',
    api: 'openai',
    reply: () =>
      refuses(429, { body: { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } } }),
    title: 'could not be asked: there is no money left on the account',
    evidence: '429: You exceeded your quota',
    cause: 'there is no money left on the account',
    reason: 'billing',
  },
  {
    what: 'no-model',
    reply: () => refuses(404),
    title: 'could not be asked: it does not know the model',
    evidence: '404: ',
    cause: 'it does not know the model',
    reason: 'no-such-model',
  },
];

/** It passes by itself, sooner or later. */
const PASSING: readonly CanaryCase[] = [
  {
    what: 'limited',
    reply: () => refuses(429, { headers: { 'retry-after': '20' } }),
    title: 'could not be asked: it takes no more requests now (429)',
    evidence: '429: ',
    cause: 'it takes no more requests now (429)',
    reason: 'rate-limited',
  },
  {
    what: 'overloaded',
    reply: () => refuses(529),
    title: 'could not be asked: it is overloaded',
    evidence: '529: ',
    cause: 'it is overloaded',
    reason: 'overloaded',
  },
  {
    what: 'broken',
    api: 'openai',
    reply: () => refuses(500),
    title: 'could not be asked: it has an error of its own',
    evidence: '500: ',
    cause: 'it has an error of its own',
    reason: 'server-error',
  },
  {
    what: 'reset',
    api: 'openai',
    reply: () => breaks('reset'),
    title: 'could not be asked: the way to it broke',
    evidence: 'the connection broke before an answer began: ',
    cause: 'the way to it broke',
    reason: 'network',
  },
  {
    what: 'error-inside',
    reply: () => failsInside({ type: 'overloaded_error', message: 'Overloaded' }),
    title: 'could not be asked: it is overloaded',
    evidence: 'overloaded_error: Overloaded',
    cause: 'it is overloaded',
    reason: 'overloaded',
  },
];

export const CASES: readonly CanaryCase[] = [
  ...FAILING,
  ...NEEDS_SOMEBODY,
  ...PASSING.map((each) => ({ ...each, passes: true as const })),
];
