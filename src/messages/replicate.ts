import { sayDuration } from '../core/duration.ts';
import { at, isObject, textAt } from '../core/json.ts';
import type { Json } from '../core/json.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';
import { firstLines, labelled, line, phrase, plural, wordAt } from './words.ts';

const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['starting', 'is starting'],
  ['processing', 'is running'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'was cancelled'],
  ['aborted', 'was aborted'],
]);

/** Replicate's predictions and trainings (replicate.com/docs, "Prediction lifecycle", "Webhooks"). */
export const replicate: BuiltIn = {
  name: 'replicate',
  fits({ data }) {
    if (!isObject(data) || textAt(data, 'id') === null || !OUTCOMES.has(textAt(data, 'status') ?? ''))
      return false;
    const from = textAt(data, 'urls', 'get') ?? '';
    return (
      from.startsWith('https://api.replicate.com/') ||
      ('version' in data && 'input' in data && 'output' in data)
    );
  },
  render({ data }) {
    const training = textAt(data, 'urls', 'get')?.includes('/trainings/') === true;
    const status = wordAt(data, 'status') ?? '';
    const model = wordAt(data, 'model') ?? shortVersion(data);
    const ended = status === 'succeeded' || status === 'failed';
    const time = ended ? duration(data) : null;
    const title = phrase(
      training ? 'Training' : 'Prediction',
      model !== null && `of ${model}`,
      OUTCOMES.get(status) ?? 'changed',
      time !== null && `after ${time}`,
    );
    const error = firstLines(at(data, 'error'), 3);
    return finish({
      title: status === 'failed' ? labelled(title, error?.split('\n')[0] ?? null) : title,
      body: [
        error,
        output(at(data, 'output')),
        line('Version', wordAt(data, 'model') === null ? null : shortVersion(data)),
        line('Prompt', firstLines(at(data, 'input', 'prompt'), 1)?.split('\n')[0] ?? null),
      ],
      links: [at(data, 'urls', 'web'), page(data)],
    });
  },
};

/** Versions are hashes of 64 digits. */
function shortVersion(data: Json): string | null {
  return wordAt(data, 'version')?.slice(0, 12) ?? null;
}

function duration(data: Json): string | null {
  const seconds = at(data, 'metrics', 'predict_time') ?? at(data, 'metrics', 'total_time');
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < 1e8)) return null;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : sayDuration(seconds * 1_000);
}

/** Files are counted; a language model's output is a list of pieces of text, which read together. */
function output(value: Json): string | null {
  const list: readonly Json[] = Array.isArray(value) ? value.slice(0, 2_000) : [value];
  const texts = list.filter((piece) => typeof piece === 'string');
  if (texts.length === 0) {
    return isObject(value) ? line('Version made', wordAt(value, 'version')) : null;
  }
  const files = texts.filter((text) => /^(?:https?:\/\/|data:)/.test(text));
  if (files.length === texts.length) return line('Output', plural(files.length, 'file'));
  return line('Output', firstLines(texts.join(''), 3));
}

function page(data: Json): string | null {
  const id = textAt(data, 'id') ?? '';
  return /^[a-z0-9]{10,64}$/i.test(id) ? `https://replicate.com/p/${id}` : null;
}
