import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReporting, type Reporting } from '../app/ledger/reporting.ts';
import { answers, breaks } from '../support/models/replies.ts';
import { startModelServer, type ModelServer } from '../support/models/server.ts';
import { n8n, requestOf } from './n8n-node.ts';
import { runExample, type ExampleEnv } from './run-example.ts';

const OPENAI_ID = 'chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0';
const ANTHROPIC_ID = 'msg_011CdZqGg4K3tq97K7RDtTw7';

/** 1,000 tokens in, 200 out. gpt-4o-mini: $0.15 and $0.60 a million; claude-haiku-4-5: $1 and $5. */
const EXAMPLES = [
  ['openai.mjs', 'openai', OPENAI_ID, 'gpt-4o-mini', '0.00027', { kind: 'cron', id: 'digest' }],
  ['openai-stream.mjs', 'openai', OPENAI_ID, 'gpt-4o-mini', '0.00027', { kind: 'chat', id: 'room-7' }],
  ['anthropic.mjs', 'anthropic', ANTHROPIC_ID, 'claude-haiku-4-5', '0.002', { kind: 'webhook', id: 'evt_1' }],
  ['curl.sh', 'openai', OPENAI_ID, 'gpt-4o-mini', '0.00027', { kind: 'cron', id: 'curl.sh' }],
] as const;
const NAMES = EXAMPLES.map(([name]) => name);

/** What n8n's OpenAI node gives with Simplify Output off: the Responses API's body, by its reference; model and usage are recorded ones. */
const N8N_ITEM = {
  id: 'resp_68c1fa0523248197888681b898567bde',
  object: 'response',
  status: 'completed',
  model: 'gpt-4.1-2025-04-14',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'pong' }] }],
  usage: {
    input_tokens: 329,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 12,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 341,
  },
};

/** Each example is a workflow, so that nothing of another is taken for its own. */
const workflowOf = (example: string) => example.replace('.', '-');
const keyOf = (example: string) => `the-key-of-${workflowOf(example)}-0123456789`;

let models: ModelServer;
let ledger: Reporting;
beforeAll(async () => {
  models = await startModelServer();
  models.always(answers('pong', { tokens: { input: 1_000, output: 200 } }));
  const workflows = Object.fromEntries(
    [...NAMES, 'n8n.json'].map((name) => [workflowOf(name), { key: keyOf(name) }]),
  );
  ledger = await startReporting({ workflows });
});
afterAll(async () => {
  await ledger.stop();
  await models.close();
});

function envOf(name: string, pithead = ledger.program.app.privateUrl): ExampleEnv {
  return {
    PITHEAD_URL: pithead,
    PITHEAD_KEY: keyOf(name),
    OPENAI_BASE_URL: models.openai,
    ANTHROPIC_BASE_URL: models.anthropic,
  };
}

describe('an example in examples/usage', () => {
  it.each(EXAMPLES)(
    '%s prints the answer and books the call',
    async (name, provider, id, model, costUsd, trigger) => {
      expect(await runExample(name, envOf(name))).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/^pong\n?$/),
        stderr: '',
      });
      expect((await ledger.get(`/v1/usage/${id}`, keyOf(name))).body).toMatchObject({
        id,
        workflow: workflowOf(name),
        provider,
        model,
        input: { fresh: 1_000 },
        output: { visible: 200 },
        costUsd,
        priceStatus: 'listed',
        usageSource: 'provider',
        trigger,
        latencyMs: name === 'curl.sh' ? null : expect.any(Number),
      });
    },
  );

  it('n8n.json sends what the OpenAI node gave to the node behind it', async () => {
    const { url, init } = requestOf({
      $json: N8N_ITEM,
      $env: { ...envOf('n8n.json') },
      $workflow: { id: 'wf-Zk3' },
    });
    expect((await fetch(url, init)).status).toBe(202);
    expect((await ledger.get(`/v1/usage/${N8N_ITEM.id}`, keyOf('n8n.json'))).body).toMatchObject({
      workflow: 'n8n-json',
      provider: 'openai',
      model: 'gpt-4.1-2025-04-14',
      input: { fresh: 329, cacheRead: 0 },
      output: { visible: 12, reasoning: 0 },
      // 329 at $2, 12 at $8 a million.
      costUsd: '0.000754',
      priceStatus: 'listed',
      trigger: { kind: 'cron', id: 'wf-Zk3' },
    });
  });

  it('books a stream that breaks off, at a cost that is unknown, and fails as it would alone', async () => {
    const name = 'openai-stream.mjs';
    const broken = await startReporting({ workflows: { broken: { key: keyOf(name) } } });
    try {
      models.next(breaks('cut'));
      const run = await runExample(name, envOf(name, broken.program.app.privateUrl));
      expect([run.exitCode, run.stdout]).toEqual([1, 'The answer be']);
      expect((await broken.get(`/v1/usage/${OPENAI_ID}`)).body).toMatchObject({
        costUsd: null,
        priceStatus: 'no-usage',
        usageSource: 'missing',
      });
    } finally {
      await broken.stop();
    }
  });
});

/** What a caller meets in the place of Pithead. `null`: nobody listens there. */
const TROUBLES: readonly (readonly [string, RequestListener | null])[] = [
  ['nobody listens', null],
  ['it answers with an error', (_, response) => response.writeHead(503).end('{}')],
  ['it closes the connection', (request) => request.socket.destroy()],
  // Two seconds, which are what the examples promise.
  ['it says nothing at all', () => {}],
];

describe('a caller whose Pithead is away', () => {
  it.each(TROUBLES)('goes on working where %s, and says so', async (_what, listener) => {
    const server = createServer(listener ?? (() => {})).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = urlOf(server);
    if (listener === null) server.close();
    try {
      const runs = await Promise.all(NAMES.map((name) => runExample(name, envOf(name, url))));
      for (const { exitCode, stdout, stderr } of runs) {
        expect([exitCode, stdout.trim()]).toEqual([0, 'pong']);
        expect(stderr).toContain('usage not reported');
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('goes on in n8n, where the node that reports gives on what it got', () => {
    expect(n8n.nodes.find(({ name }) => name === 'Report usage')?.onError).toBe('continueRegularOutput');
  });
});

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
