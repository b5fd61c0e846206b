import { describe, expect, it, test } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { replicate } from '../../src/messages/replicate.ts';
import { expectReadable } from './expect-readable.ts';
import { eventOf } from './event-of.ts';

const PREDICTION = {
  id: 'ufawqhfynnddngldkgtslldrkq',
  model: 'stability-ai/sdxl',
  version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
  created_at: '2022-04-26T22:13:06.224088Z',
  started_at: '2022-04-26T22:13:07.224088Z',
  completed_at: '2022-04-26T22:13:19.224088Z',
  status: 'succeeded',
  input: { prompt: 'a cat\nin space' },
  output: ['https://replicate.delivery/pbxt/a/out-0.png', 'https://replicate.delivery/pbxt/a/out-1.png'],
  error: null,
  logs: 'Using seed: 1\n',
  metrics: { predict_time: 12.4 },
  urls: {
    get: 'https://api.replicate.com/v1/predictions/ufawqhfynnddngldkgtslldrkq',
    cancel: 'https://api.replicate.com/v1/predictions/ufawqhfynnddngldkgtslldrkq/cancel',
  },
};

describe('replicate', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a success', {}, 'Prediction of stability-ai/sdxl succeeded after 12 s', 'Output: 2 files'],
    [
      'a failure',
      {
        status: 'failed',
        output: null,
        error: 'CUDA out of memory\nTraceback',
        metrics: { predict_time: 0.42 },
      },
      'Prediction of stability-ai/sdxl failed after 0.4 s: CUDA out of memory',
      'Traceback',
    ],
    [
      'a start',
      { status: 'starting', output: null },
      'Prediction of stability-ai/sdxl is starting',
      'Prompt: a cat',
    ],
    [
      'a cancel',
      { status: 'canceled', metrics: {} },
      'Prediction of stability-ai/sdxl was cancelled',
      'Version: 5c7d',
    ],
    [
      'streamed text',
      { output: ['Once', ' upon', ' a time'] },
      'Prediction of stability-ai/sdxl succeeded after 12 s',
      'Output: Once upon a time',
    ],
    [
      'plain text',
      { output: 'hello' },
      'Prediction of stability-ai/sdxl succeeded after 12 s',
      'Output: hello',
    ],
    ['no model', { model: null, metrics: {} }, 'Prediction of 5c7d5dc6dd8b succeeded', 'Output: 2 files'],
    [
      'a training',
      {
        urls: { get: 'https://api.replicate.com/v1/trainings/ufawqhfynnddngldkgtslldrkq' },
        output: { version: 'me/model:abc', weights: 'https://x.example/w' },
        metrics: { predict_time: 4_000 },
      },
      'Training of stability-ai/sdxl succeeded after 1 h 6 min',
      'Version made: me/model:abc',
    ],
  ])('%s', (_, change, title, inBody) => {
    const event = eventOf('replicate', 'prediction.succeeded', { ...PREDICTION, ...change });
    expect(replicate.fits(event)).toBe(true);
    const message = replicate.render(event);
    expectReadable(message);
    expect(message.title).toBe(title);
    expect(message.body).toContain(inBody);
    expect(message.link).toBe('https://replicate.com/p/ufawqhfynnddngldkgtslldrkq');
  });

  it('takes the page that Replicate names', () => {
    const urls = { ...PREDICTION.urls, web: 'https://replicate.com/p/other' };
    expect(replicate.render(eventOf('replicate', 'x', { ...PREDICTION, urls })).link).toBe(urls.web);
  });

  it('fits the shape of the documentation without urls, and not another job with a status', () => {
    const { urls: _, ...bare } = PREDICTION;
    expect(replicate.fits(eventOf('r', 'webhook', bare))).toBe(true);
    expect(replicate.fits(eventOf('r', 'webhook', { id: 'a', status: 'succeeded' }))).toBe(false);
    expect(replicate.fits(eventOf('r', 'webhook', [PREDICTION]))).toBe(false);
  });

  it('renders whatever the fields hold', () => {
    const junk: Json[] = [null, [], {}, 'text', -5, 1e300, true, [null, 3, {}]];
    for (const key of ['model', 'version', 'input', 'output', 'error', 'metrics', 'urls']) {
      for (const value of junk) {
        const event = eventOf('replicate', 'x', { ...PREDICTION, [key]: value });
        expectReadable(replicate.render(event));
      }
    }
  });
});
